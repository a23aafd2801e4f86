import CCrypto

/// Bytes as text (RFC 4648, section 4), as the checksums of S3's headers are written.
public enum Base64 {
  /// The text of some bytes, padded.
  public static func text(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { text in
      unsafe Int(EVP_EncodeBlock(text.baseAddress, bytes, Int32(bytes.count)))
    }
  }
}
