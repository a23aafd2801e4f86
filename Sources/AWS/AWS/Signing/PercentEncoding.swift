import Core

/// Percent-encoding with the unreserved characters of RFC 3986 (section 2.3), which is what AWS signs: nothing but
/// `A-Z a-z 0-9 - . _ ~` stands for itself, a space is `%20`, and digits are upper case.
public enum PercentEncoding {
  /// A query's name or value, or one segment of a path, encoded; so is a slash in it.
  public static func encode(_ text: String) -> String { encode(text.utf8) }

  /// A path encoded segment by segment; its slashes stay.
  public static func encodePath(_ path: String) -> String {
    path.utf8.split(separator: slash, omittingEmptySubsequences: false).map { encode($0) }.joined(
      separator: "/")
  }

  /// The bytes that an encoded text stands for. A plus sign is a plus sign, and a percent sign that starts no
  /// escape stands for itself.
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

  /// The text that an encoded text stands for.
  public static func decode(_ text: String) -> String { String(decoding: decode(text.utf8), as: UTF8.self) }

  /// An encoded text in the one form that is signed, however much of it was escaped before.
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
