import AWS
import HTTP

extension AWSCall {
  /// A call for an object, with its `versionId` if it has one.
  static func s3(_ operation: String, _ method: String, _ object: ObjectReference) -> AWSCall {
    var call = AWSCall(
      service: "s3", method: method, path: "/\(object.key)", bucket: object.bucket, operation: operation)
    call.subject = object.description
    if let version = object.version { call.query = [("versionId", version)] }
    return call
  }
}
