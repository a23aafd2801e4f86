/// A video or picture in a bucket of the region in which Rekognition is asked.
public struct StoredObject: Sendable, Hashable, CustomStringConvertible {
  /// The bucket's name.
  public var bucket: String
  /// The object's key, as it is.
  public var name: String
  /// One of its versions; nil for the newest.
  public var version: String?

  /// Names an object.
  public init(bucket: String, name: String, version: String? = nil) {
    self.bucket = bucket
    self.name = name
    self.version = version
  }

  /// Its URL.
  public var description: String { "s3://\(bucket)/\(name)" }
}
