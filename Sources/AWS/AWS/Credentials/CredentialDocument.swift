import Core
import FoundationEssentials

/// Credentials as JSON: what a program, a container's endpoint and instance metadata answer with.
struct CredentialDocument: Decodable {
  private var Version: Int?
  private var AccessKeyId: String?
  private var SecretAccessKey: String?
  private var SessionToken: String?
  private var Token: String?
  private var Expiration: String?
  private var Code: String?
  private var Message: String?

  /// What a program writes, whose token is `SessionToken`.
  static func process(_ bytes: [UInt8], of place: String) throws(AWSSetupError) -> ExpiringCredentials {
    let document = try read(bytes, of: place)
    guard document.Version == 1 else {
      throw AWSSetupError(.credentials, "\(place) must answer with \"Version\": 1")
    }
    return try document.credentials(token: document.SessionToken, of: place)
  }

  /// What a metadata service answers with, whose token is `Token`.
  static func metadata(_ bytes: [UInt8], of place: String) throws(AWSSetupError) -> ExpiringCredentials {
    let document = try read(bytes, of: place)
    if let code = document.Code, code != "Success" {
      throw AWSSetupError(.credentials, "\(place) says \(code): \(document.Message ?? "no more")")
    }
    return try document.credentials(token: document.Token, of: place)
  }

  private static func read(_ bytes: [UInt8], of place: String) throws(AWSSetupError) -> CredentialDocument {
    do {
      return try JSONDecoder().decode(CredentialDocument.self, from: Data(bytes))
    } catch {
      // The bytes may hold a secret, and the decoder's error quotes them.
      throw AWSSetupError(.credentials, "\(place) does not answer with credentials in JSON")
    }
  }

  private func credentials(token: String?, of place: String) throws(AWSSetupError) -> ExpiringCredentials {
    guard let key = AccessKeyId, let secret = SecretAccessKey else {
      throw AWSSetupError(.credentials, "\(place) answers without AccessKeyId or SecretAccessKey")
    }
    let end = Expiration.map { ExpiringCredentials.seconds($0) }
    if let end, end == nil {
      throw AWSSetupError(
        .credentials, "\(place) answers with an Expiration that is no time: \(Expiration ?? "")")
    }
    return ExpiringCredentials(
      AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token), expiration: end ?? nil)
  }
}
