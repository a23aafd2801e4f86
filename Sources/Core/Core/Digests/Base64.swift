import CCrypto

/// Base64 (RFC 4648, section 4), the encoding of the checksums in S3's headers.
public enum Base64 {
  /// Encodes with padding.
  public static func text(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { text in
      unsafe Int(EVP_EncodeBlock(text.baseAddress, bytes, Int32(bytes.count)))
    }
  }
}
