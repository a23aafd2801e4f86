/// The text of a command line and of messages: `s3://BUCKET/KEY`, or one version: `s3://BUCKET/KEY?versionId=ID`.
///
/// A key stands there as it is. The last `?versionId=` ends it; a key that holds these characters itself, and names no
/// version, has them once more at its end, with nothing behind. So each reference has one text, and each text one
/// reference.
extension ObjectReference: CustomStringConvertible {
  /// Why a text names no object, in words.
  public struct Malformed: Error, CustomStringConvertible {
    /// The text and what is wrong with it.
    public let description: String
  }

  /// What such a text begins with.
  public static let scheme = "s3://"
  /// What stands before a version.
  public static let versionMark = "?versionId="

  /// Reads the text of a command line.
  public init(_ text: String) throws(Malformed) {
    func malformed(_ problem: String) -> Malformed {
      Malformed(description: "\(text) \(problem); an object is named as s3://BUCKET/KEY")
    }
    // Bytes, since a slash and an accent that follows it are one character.
    let bytes = Array(text.utf8)
    guard bytes.starts(with: Self.scheme.utf8) else { throw malformed("is not in S3") }
    let rest = bytes.dropFirst(Self.scheme.utf8.count)
    let name = rest.prefix { $0 != UInt8(ascii: "/") }
    guard Self.isBucketName(name) else { throw malformed("names no bucket that there can be") }
    var key = rest[name.endIndex...].dropFirst()
    var version: ArraySlice<UInt8> = []
    if let mark = Self.lastMark(in: key) {
      version = key[(mark + Self.versionMark.utf8.count)...]
      key = key[..<mark]
    }
    self.init(
      bucket: String(decoding: name, as: UTF8.self), key: String(decoding: key, as: UTF8.self),
      version: version.isEmpty ? nil : String(decoding: version, as: UTF8.self))
    guard !key.isEmpty else { throw malformed("names no key") }
    guard hasPossibleKey else {
      throw malformed("has a key of \(key.count) bytes, and \(Self.longestKey) is the most")
    }
  }

  /// The text that names it.
  public var description: String {
    let text = "\(Self.scheme)\(bucket)/\(key)"
    if let version { return text + Self.versionMark + version }
    return Self.lastMark(in: Array(key.utf8)[...]) == nil ? text : text + Self.versionMark
  }

  private static func lastMark(in bytes: ArraySlice<UInt8>) -> Int? {
    let length = versionMark.utf8.count
    guard bytes.count >= length else { return nil }
    return (bytes.startIndex...bytes.endIndex - length).last {
      bytes[$0..<$0 + length].elementsEqual(versionMark.utf8)
    }
  }

  /// General purpose buckets, and older ones that may have capitals and underscores.
  private static func isBucketName(_ name: ArraySlice<UInt8>) -> Bool {
    (3...255).contains(name.count)
      && name.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
