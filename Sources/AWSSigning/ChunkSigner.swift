/// Signs the chunks of a body in `aws-chunked`, each with the signature before it ("Transferring Payload in
/// Multiple Chunks" in the S3 API Reference).
public struct ChunkSigner: Sendable {
  private let key: [UInt8]
  private let scope: SigningScope
  private var previous: String

  init(key: [UInt8], scope: SigningScope, previous: String) {
    self.key = key
    self.scope = scope
    self.previous = previous
  }

  /// The signature of the next chunk; the last chunk is empty.
  public mutating func signature(of chunk: [UInt8]) -> String {
    let text = [
      "AWS4-HMAC-SHA256-PAYLOAD", scope.timestamp, scope.text, previous, PayloadHash.empty.value,
      SHA256.hex(chunk),
    ]
    previous = SignatureV4.signature(of: text.joined(separator: "\n"), key: key)
    return previous
  }

  /// The next chunk as it goes on the wire.
  public mutating func framed(_ chunk: [UInt8]) -> [UInt8] {
    let size = String(chunk.count, radix: 16)
    return Array("\(size);chunk-signature=\(signature(of: chunk))\r\n".utf8) + chunk + Array("\r\n".utf8)
  }
}
