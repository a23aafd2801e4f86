import Core

/// The hashed payload of a canonical request, which is also the value of `X-Amz-Content-Sha256`.
public struct PayloadHash: Sendable, Equatable {
  public let value: String

  private init(_ value: String) { self.value = value }

  public static func sha256(of body: some Sequence<UInt8>) -> PayloadHash { PayloadHash(SHA256.hex(body)) }
  /// A precomputed SHA-256 in hexadecimal, or the value of a received header.
  public static func hex(_ digest: String) -> PayloadHash { PayloadHash(digest) }
  /// The SHA-256 of an empty body.
  public static let empty = PayloadHash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  /// The body is not signed; TLS and a checksum header must protect it.
  public static let unsigned = PayloadHash("UNSIGNED-PAYLOAD")
}
