import CCrypto
import CZlib

/// The CRC-32 of data that is passed in parts (ISO 3309, as gzip and PNG use it), by zlib: `x-amz-checksum-crc32`.
public struct CRC32: Sendable {
  private var register: UInt = 0

  public init() {}

  /// The checksum of the bytes so far.
  public var value: UInt32 { UInt32(register) }

  /// The checksum in S3's format: Base64 of its four bytes in big-endian order.
  public var base64: String { Base64.text(withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }) }

  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let taken: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      register = crc32_z(register, bytes.baseAddress, bytes.count)
    }
    if taken == nil { update(Array(bytes)) }
  }
}

/// Base64 (RFC 4648, section 4): checksums in S3's headers, thumbnails in reports.
public enum Base64 {
  /// Encodes with padding.
  public static func text(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { text in
      unsafe Int(EVP_EncodeBlock(text.baseAddress, bytes, Int32(bytes.count)))
    }
  }
}
