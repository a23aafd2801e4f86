/// What a request is signed with. Its text and its mirror never show the secret.
public struct AWSCredentials: Sendable, Equatable {
  /// Which key; not secret.
  public var accessKeyID: String
  /// The secret that belongs to it.
  public var secretAccessKey: String
  /// Of temporary credentials, the token that is sent and signed along.
  public var sessionToken: String?

  /// Takes credentials.
  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The key's name.
  public var description: String { "access key \(accessKeyID)" }
  /// The key's name.
  public var debugDescription: String { description }
  /// Nothing but the key's name, for `dump` and for a debugger.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
