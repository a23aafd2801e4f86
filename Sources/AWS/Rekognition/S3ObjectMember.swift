import AWS

/// `S3Object` of the service model.
struct S3ObjectMember: Encodable {
  private let Bucket, Name: String
  private let Version: String?

  init(_ object: ObjectReference) { (Bucket, Name, Version) = (object.bucket, object.key, object.version) }
}
