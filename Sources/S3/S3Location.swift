/// An object in a bucket: `s3://BUCKET/KEY`, or one of its versions: `s3://BUCKET/KEY?versionId=ID`.
///
/// A key is taken as it stands: nothing in it is decoded, and it may begin with a slash.
public struct S3Location: Sendable, Hashable, CustomStringConvertible {
  /// Why a text names no object, in words.
  public struct Malformed: Error, CustomStringConvertible {
    /// The text and what is wrong with it.
    public let description: String
  }

  /// The bucket's name.
  public var bucket: String
  /// The object's key, as it is.
  public var key: String
  /// One of its versions; nil for the newest.
  public var versionID: String?

  /// What such a text begins with.
  public static let scheme = "s3://"

  /// Names an object.
  public init(bucket: String, key: String, versionID: String? = nil) {
    self.bucket = bucket
    self.key = key
    self.versionID = versionID
  }

  /// Reads the text of a command line.
  public init(_ text: String) throws(Malformed) {
    func malformed(_ problem: String) -> Malformed {
      Malformed(description: "\(text) \(problem); an object is named as s3://BUCKET/KEY")
    }
    let parts = text.dropFirst(Self.scheme.count).split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.hasPrefix(Self.scheme), parts.count == 2, !parts[1].isEmpty else {
      throw malformed("names no key")
    }
    bucket = String(parts[0])
    guard Self.isBucketName(bucket) else { throw malformed("names no bucket that there can be") }
    (key, versionID) = Self.versioned(String(parts[1]))
    guard !key.isEmpty else { throw malformed("names no key") }
    guard key.utf8.count <= Self.longestKey else {
      throw malformed("has a key of \(key.utf8.count) bytes, and \(Self.longestKey) is the most")
    }
  }

  /// The text that names it.
  public var description: String {
    "\(Self.scheme)\(bucket)/\(key)" + (versionID.map { Self.versionMark + $0 } ?? "")
  }

  private static let versionMark = "?versionId="
  /// In bytes of UTF-8.
  private static let longestKey = 1024

  private static func versioned(_ text: String) -> (key: String, versionID: String?) {
    guard let mark = text.ranges(of: versionMark).last, mark.upperBound < text.endIndex else {
      return (text, nil)
    }
    return (String(text[..<mark.lowerBound]), String(text[mark.upperBound...]))
  }

  /// General purpose buckets, and older ones that may have capitals and underscores.
  private static func isBucketName(_ name: String) -> Bool {
    (3...255).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
