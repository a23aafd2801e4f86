/// An access key that signs requests. `description`, `debugDescription` and the mirror never contain the
/// secret access key or the session token.
public struct AWSCredentials: Sendable, Equatable {
  /// The access key ID, which is not secret.
  public var accessKeyID: String
  public var secretAccessKey: String
  /// The session token of temporary credentials, which is sent and signed with each request.
  public var sessionToken: String?

  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "access key \(accessKeyID)" }
  public var debugDescription: String { description }
  /// Only the access key ID, so that `dump` and debuggers do not show secrets.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
