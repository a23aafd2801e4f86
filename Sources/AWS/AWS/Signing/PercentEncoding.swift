import Core

/// Percent-encoding as SigV4 requires it (`UriEncode`): every byte but the unreserved characters of RFC 3986,
/// section 2.3 (`A-Z a-z 0-9 - . _ ~`) is encoded with upper-case digits; a space is `%20`.
public enum PercentEncoding {
  /// Encodes a query name or value, or one path segment. Slashes are encoded, too.
  public static func encode(_ text: String) -> String { encode(text.utf8) }

  /// Encodes a path segment by segment. Slashes are kept.
  public static func encodePath(_ path: String) -> String {
    path.utf8.split(separator: slash, omittingEmptySubsequences: false).map { encode($0) }.joined(
      separator: "/")
  }

  /// Decodes to bytes. `+` is not a space, and a percent sign without two hexadecimal digits is kept.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(Hex.value),
        let low = rest.dropFirst().first.flatMap(Hex.value)
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  /// Decodes to text; invalid UTF-8 becomes U+FFFD.
  public static func decode(_ text: String) -> String { String(decoding: decode(text.utf8), as: UTF8.self) }

  /// The canonical encoding of a text that may be encoded in another way.
  static func normalized(_ text: some Collection<UInt8>) -> String { encode(decode(text)) }

  static let slash = UInt8(ascii: "/")

  static func encode(_ bytes: some Collection<UInt8>) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count)
    for byte in bytes {
      if isUnreserved(byte) { encoded.append(byte) } else { encoded += [UInt8(ascii: "%")] + Hex.upper(byte) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
