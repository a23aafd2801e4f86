import Core

/// What is signed in place of a body: the value of `X-Amz-Content-Sha256`.
public struct PayloadHash: Sendable, Equatable {
  /// The value.
  public let value: String

  private init(_ value: String) { self.value = value }

  /// The body's SHA-256.
  public static func sha256(of body: some Sequence<UInt8>) -> PayloadHash { PayloadHash(SHA256.hex(body)) }
  /// A SHA-256 that is known already, or whatever a request's header says.
  public static func hex(_ digest: String) -> PayloadHash { PayloadHash(digest) }
  /// There is no body.
  public static let empty = PayloadHash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  /// The body is not signed; TLS and a checksum in a header must do.
  public static let unsigned = PayloadHash("UNSIGNED-PAYLOAD")
}
