import CCrypto

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
