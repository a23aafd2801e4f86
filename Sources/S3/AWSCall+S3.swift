import AWS
import HTTP

extension AWSCall {
  /// A call about an object. A version is named where there is one.
  static func s3(_ operation: String, _ method: String, _ location: S3Location) -> AWSCall {
    var call = AWSCall(
      service: "s3", method: method, path: "/\(location.key)", bucket: location.bucket, operation: operation)
    call.subject = location.description
    if let version = location.versionID { call.query = [("versionId", version)] }
    return call
  }
}
