import AWS
import CCrypto
import Core

/// The ETag of an object that was uploaded in parts: the MD5 (RFC 1321) of its parts' MD5s, a hyphen, and how many
/// parts there are. AWS does not promise it, but no store that has part ETags of this form does otherwise.
struct MultipartETag: Equatable {
  /// With its quotes, as in a head.
  let text: String

  /// Nil where a part's ETag is no MD5, as with keys of AWS KMS.
  init?(of parts: [MultipartUpload.Part]) {
    var digests: [UInt8] = []
    for part in parts {
      let digits = Array(part.etag.utf8.filter { $0 != UInt8(ascii: "\"") })
      guard digits.count == 32 else { return nil }
      for pair in stride(from: 0, to: digits.count, by: 2) {
        let text = String(decoding: digits[pair..<pair + 2], as: UTF8.self)
        guard let byte = UInt8(text, radix: 16) else { return nil }
        digests.append(byte)
      }
    }
    let digest = [UInt8](unsafeUninitializedCapacity: 16) { digest, count in
      count = EVP_Digest(digests, digests.count, digest.baseAddress, nil, EVP_md5(), nil) == 1 ? 16 : 0
    }
    guard !digest.isEmpty else { return nil }
    text = "\"\(Hex.text(digest))-\(parts.count)\""
  }
}
