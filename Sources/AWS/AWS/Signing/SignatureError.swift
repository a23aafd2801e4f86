/// The reason for rejecting the signature of a request.
public enum SignatureError: Error, Equatable, CustomStringConvertible {
  /// The request has no signature.
  case missing
  /// The signature cannot be parsed; with the reason.
  case malformed(String)
  /// The access key ID is not known.
  case unknownKey
  /// The session token does not belong to the access key.
  case wrongToken
  /// A header that must be signed is not; with its name.
  case unsignedHeader(String)
  /// The clock skew is too large.
  case skewed
  /// The presigned URL has expired.
  case expired
  /// The computed signature differs: another secret key was used, or the request was changed.
  case mismatch

  public var description: String {
    switch self {
    case .missing: "the request is not signed"
    case .malformed(let reason): "the signature is malformed: \(reason)"
    case .unknownKey: "the access key ID is unknown"
    case .wrongToken: "the session token does not belong to the access key"
    case .unsignedHeader(let name): "the header \(name) is not signed"
    case .skewed: "the time of signing and the server's clock differ by more than 15 minutes"
    case .expired: "the presigned URL has expired"
    case .mismatch:
      "the signature does not match: the secret key is wrong, or the request was changed after signing"
    }
  }
}
