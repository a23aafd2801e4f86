public import AWS
import Core
import HTTP
import HTTPServing

/// Lets in what is signed with a key that is known here (Signature Version 4).
public struct RequestAuthenticator: Sendable {
  private let keys: [String: AWSCredentials]

  /// Takes keys. One without a session token goes with any that a client sends.
  public init(_ keys: [AWSCredentials]) {
    self.keys = Dictionary(keys.map { ($0.accessKeyID, $0) }) { _, last in last }
  }

  /// Throws what the client is told, where a request does not come from a holder of a key as it is.
  ///
  /// - Parameter now: seconds since 1970.
  func check(_ request: ServedRequest, now: Int64) throws(ServiceError) {
    let signed = SigningRequest(request)
    do throws(SignatureRefusal) {
      var (signature, key) = try claim(of: signed)
      key.sessionToken = key.sessionToken ?? signature.sessionToken
      try signature.verify(signed, payload: .sha256(of: request.body), credentials: key, now: now)
    } catch {
      throw ServiceError(error)
    }
  }

  /// Throws where a request's head does not even name a key that is known here. To name one proves nothing, but
  /// without it nobody need be listened to for megabytes.
  func checkClaim(of head: ServedRequest) throws(ServiceError) {
    do throws(SignatureRefusal) {
      _ = try claim(of: SigningRequest(head))
    } catch {
      throw ServiceError(error)
    }
  }

  /// The signature that a request brings, and the key that it claims to be made with.
  private func claim(
    of request: SigningRequest
  ) throws(SignatureRefusal) -> (ReceivedSignature, AWSCredentials) {
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
  /// A refusal in the words of AWS's services.
  fileprivate init(_ refusal: SignatureRefusal) {
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
