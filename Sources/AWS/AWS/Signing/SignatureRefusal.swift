/// Why a request's signature is not accepted.
public enum SignatureRefusal: Error, Equatable, CustomStringConvertible {
  /// There is none.
  case missing
  /// It cannot be read; why.
  case malformed(String)
  /// It was made with a key that is not known here.
  case unknownKey
  /// The session token is not the one that belongs to the key.
  case wrongToken
  /// A field that must be signed is not; its name.
  case unsignedHeader(String)
  /// The clocks of both sides differ too much.
  case skewed
  /// The presigned URL is no longer good.
  case expired
  /// It is not the signature of this request: the secret differs, or the request was changed.
  case mismatch

  /// What is wrong.
  public var description: String {
    switch self {
    case .missing: "the request is not signed"
    case .malformed(let reason): "the request's signature cannot be read: \(reason)"
    case .unknownKey: "the access key is not known here"
    case .wrongToken: "the session token does not belong to the access key"
    case .unsignedHeader(let name): "the field \(name) is not signed"
    case .skewed: "the time of the signature and the server's differ by more than 15 minutes"
    case .expired: "the presigned URL is no longer good"
    case .mismatch:
      "the signature is not that of this request: the secret key differs, or the request was changed"
    }
  }
}
