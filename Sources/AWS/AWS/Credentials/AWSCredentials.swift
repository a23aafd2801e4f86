import Core
import FoundationEssentials

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

/// Credentials as JSON, as `credential_process`, the container endpoint and EC2 instance metadata return
/// them.
struct CredentialDocument: Decodable {
  private var Version: Int?
  private var AccessKeyId: String?
  private var SecretAccessKey: String?
  private var SessionToken: String?
  private var Token: String?
  private var Expiration: String?
  private var Code: String?
  private var Message: String?

  /// Decodes the output of `credential_process`; its token member is `SessionToken`.
  static func process(_ bytes: [UInt8], of source: String) throws(AWSSetupError) -> ExpiringCredentials {
    let document = try read(bytes, of: source)
    guard document.Version == 1 else {
      throw AWSSetupError(.credentials, "\(source) returned no \"Version\": 1")
    }
    return try document.credentials(token: document.SessionToken, of: source)
  }

  /// Decodes the response of a metadata service; its token member is `Token`.
  static func metadata(_ bytes: [UInt8], of source: String) throws(AWSSetupError) -> ExpiringCredentials {
    let document = try read(bytes, of: source)
    if let code = document.Code, code != "Success" {
      throw AWSSetupError(.credentials, "\(source) returned \(code): \(document.Message ?? "no message")")
    }
    return try document.credentials(token: document.Token, of: source)
  }

  private static func read(_ bytes: [UInt8], of source: String) throws(AWSSetupError) -> CredentialDocument {
    do {
      return try JSONDecoder().decode(CredentialDocument.self, from: Data(bytes))
    } catch {
      // The decoder's error can quote the input, which may contain a secret, so it is dropped.
      throw AWSSetupError(.credentials, "\(source) returned no credentials in JSON")
    }
  }

  private func credentials(token: String?, of source: String) throws(AWSSetupError) -> ExpiringCredentials {
    guard let key = AccessKeyId, let secret = SecretAccessKey else {
      throw AWSSetupError(.credentials, "\(source) returned no AccessKeyId or no SecretAccessKey")
    }
    let end = Expiration.map { ExpiringCredentials.seconds($0) }
    if let end, end == nil {
      throw AWSSetupError(
        .credentials, "\(source) returned an Expiration that is not an ISO 8601 time: \(Expiration ?? "")")
    }
    return ExpiringCredentials(
      AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token), expiration: end ?? nil)
  }
}
