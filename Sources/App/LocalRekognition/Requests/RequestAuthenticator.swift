public import AWS
import Core
import HTTP
import HTTPServing

/// Accepts requests that are signed with one of the given keys (Signature Version 4).
public struct RequestAuthenticator: Sendable {
  private let keys: [String: AWSCredentials]

  /// A key without a session token accepts any session token of a client.
  public init(_ keys: [AWSCredentials]) {
    self.keys = Dictionary(keys.map { ($0.accessKeyID, $0) }) { _, last in last }
  }

  /// Verifies the signature of a request.
  ///
  /// - Parameter now: seconds since 1970.
  func check(_ request: ServedRequest, now: Int64) throws(ServiceError) {
    let signed = SigningRequest(request)
    do throws(SignatureError) {
      var (signature, key) = try claim(of: signed)
      key.sessionToken = key.sessionToken ?? signature.sessionToken
      try signature.verify(signed, payload: .sha256(of: request.body), credentials: key, now: now)
    } catch {
      throw ServiceError(error)
    }
  }

  /// Checks that a request head names a known access key. This proves nothing, but without it no large body
  /// is read.
  func checkAccessKey(of head: ServedRequest) throws(ServiceError) {
    do throws(SignatureError) {
      _ = try claim(of: SigningRequest(head))
    } catch {
      throw ServiceError(error)
    }
  }

  /// The signature of a request and the key that it names.
  private func claim(
    of request: SigningRequest
  ) throws(SignatureError) -> (ReceivedSignature, AWSCredentials) {
    let signature = try ReceivedSignature(request)
    guard signature.scope.service == "rekognition" else {
      throw .malformed("Credential should be scoped to correct service: 'rekognition'")
    }
    guard let key = keys[signature.accessKeyID] else { throw .unknownKey }
    return (signature, key)
  }
}

extension SigningRequest {
  fileprivate init(_ request: ServedRequest) {
    self.init(
      method: request.method, path: request.path, query: request.query,
      headers: request.headers.fields.map { ($0.name, $0.value) })
  }
}

extension ServiceError {
  /// The error with the code and wording of AWS services.
  fileprivate init(_ refusal: SignatureError) {
    switch refusal {
    case .missing: self.init("MissingAuthenticationTokenException", "Missing Authentication Token")
    case .malformed: self.init("IncompleteSignatureException", "\(refusal)")
    case .unknownKey, .wrongToken:
      self.init("UnrecognizedClientException", "The security token included in the request is invalid.")
    case .skewed, .expired: self.init("InvalidSignatureException", "Signature expired: \(refusal)")
    case .unsignedHeader, .mismatch: self.init("InvalidSignatureException", "\(refusal)")
    }
  }
}
