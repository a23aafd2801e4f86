import CCrypto

/// Incremental SHA-256 (FIPS 180-4).
public struct SHA256: ~Copyable, Sendable {
  private let context: Context

  public init() {
    context = Context()
    unsafe Self.check(EVP_DigestInit_ex(context.pointer, EVP_sha256(), nil))
  }

  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let taken: Void? = bytes.withContiguousStorageIfAvailable { unsafe update(UnsafeRawBufferPointer($0)) }
    if taken == nil { update(Array(bytes)) }
  }

  @unsafe public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe Self.check(EVP_DigestUpdate(context.pointer, bytes.baseAddress, bytes.count))
  }

  /// Returns the 32 bytes of the digest.
  public consuming func finish() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      unsafe Self.check(EVP_DigestFinal_ex(context.pointer, digest.baseAddress, nil))
      count = 32
    }
  }

  /// Returns the 32 bytes of the digest of `bytes`.
  public static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// Returns the digest of `bytes` as 64 lower-case digits.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String { Hex.text(digest(bytes)) }

  /// libcrypto fails here only if memory is exhausted or its SHA-256 is unavailable; nothing can be signed then.
  private static func check(_ status: Int32) {
    precondition(status == 1, "libcrypto failed to compute SHA-256")
  }

  /// Owns a context. Unchecked: `SHA256` is not copyable, so one task at a time uses it.
  @safe private final class Context: @unchecked Sendable {
    let pointer: OpaquePointer

    init() {
      guard let made = unsafe EVP_MD_CTX_new() else {
        preconditionFailure("EVP_MD_CTX_new failed: out of memory")
      }
      unsafe pointer = made
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }
  }
}

/// HMAC with SHA-256 (RFC 2104).
public enum HMAC {
  /// Returns the 32 bytes of the authentication code.
  public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { code, count in
      let made = unsafe CCrypto.HMAC(
        EVP_sha256(), key, Int32(key.count), message, message.count, code.baseAddress, nil)
      precondition(unsafe made != nil, "libcrypto failed to compute HMAC-SHA-256")
      count = 32
    }
  }

  /// Compares in constant time for texts of equal length.
  public static func isEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    return unsafe one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
  }
}
