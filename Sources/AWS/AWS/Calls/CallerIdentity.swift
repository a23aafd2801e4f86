import HTTP

extension AWSClient {
  /// The ARN of the identity behind the credentials: `GetCallerIdentity` of AWS STS, which needs no permission.
  ///
  /// - Throws: the errors of ``perform(_:upTo:)``.
  public func callerIdentity() async throws -> String {
    let operation = "GetCallerIdentity"
    var call = AWSCall(service: "sts", method: "POST", path: "/", operation: operation)
    call.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    call.body = Array("Action=\(operation)&Version=2011-06-15".utf8)
    let response = try await perform(call, upTo: 1 << 20)
    guard let name = (try? XMLElement(parsing: response.body))?["\(operation)Result"]?["Arn"]?.text else {
      throw AWSSetupError(.credentials, "the STS response to \(operation) names no identity")
    }
    return name
  }
}
