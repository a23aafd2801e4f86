import AWS
import HTTP
import LambdaRuntime

extension AWSCall {
  /// A call in AWS's JSON protocols: the operation stands in `X-Amz-Target`, all else in the body.
  ///
  /// - Parameter version: `1.0` or `1.1`, which differ in the name of the media type.
  static func json(
    _ service: String, version: String, _ target: String, _ operation: String, _ request: JSONValue,
    subject: String
  ) -> AWSCall {
    var call = AWSCall(
      service: service, method: "POST", path: "/",
      headers: [
        "Content-Type": "application/x-amz-json-\(version)", "X-Amz-Target": "\(target).\(operation)",
      ],
      body: request.bytes, operation: operation)
    call.subject = subject
    return call
  }
}
