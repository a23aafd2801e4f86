/// An S3 object, or one version of it.
///
/// A key is any UTF-8 text of 1 to 1,024 bytes. Keys are compared byte by byte, as S3 does: two keys that
/// differ only in Unicode normalization name two objects.
public struct ObjectReference: Sendable {
  public var bucket: String
  /// The key, not percent-encoded. It may begin with a slash.
  public var key: String
  /// The version ID; nil for the current version.
  public var version: String?

  /// The longest key that S3 allows, in bytes of UTF-8.
  public static let maxKeyLength = 1024

  public init(bucket: String, key: String, version: String? = nil) {
    self.bucket = bucket
    self.key = key
    self.version = version
  }

  /// The same object without a version.
  public var withoutVersion: ObjectReference { ObjectReference(bucket: bucket, key: key) }

  /// The object in the same bucket whose key has a suffix appended.
  public func beside(_ ending: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: key + ending)
  }

  /// Whether bucket and key are equal; versions are ignored.
  public func isSameKey(as other: ObjectReference) -> Bool { withoutVersion == other.withoutVersion }

  /// Whether the key begins with the bytes of a prefix.
  public func hasKeyPrefix(_ prefix: String) -> Bool { key.utf8.starts(with: prefix.utf8) }

  /// Whether the key has a length that S3 allows.
  public var hasValidKeyLength: Bool { (1...Self.maxKeyLength).contains(key.utf8.count) }
}

extension ObjectReference: Hashable {
  /// Compares bytes. `String` compares by canonical equivalence, which S3 does not.
  public static func == (one: ObjectReference, other: ObjectReference) -> Bool {
    one.bucket.utf8.elementsEqual(other.bucket.utf8) && one.key.utf8.elementsEqual(other.key.utf8)
      && one.version.map { Array($0.utf8) } == other.version.map { Array($0.utf8) }
  }

  public func hash(into hasher: inout Hasher) {
    for text in [bucket, key, version ?? ""] {
      hasher.combine(text.utf8.count)
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }
}

extension ObjectReference: Codable {
  private enum CodingKeys: String, CodingKey {
    case bucket, key
    case version = "versionId"
  }
}

/// The text form of command lines and messages: `s3://BUCKET/KEY`, or `s3://BUCKET/KEY?versionId=ID` for one
/// version.
///
/// The key is not encoded. The last `?versionId=` separates the version. If a key itself contains
/// `?versionId=` and the reference has no version, an empty `?versionId=` is appended. Thus parsing and
/// formatting are inverse: every reference has exactly one text.
extension ObjectReference: CustomStringConvertible {
  /// A text that is not a valid S3 object URL.
  public struct Malformed: Error, CustomStringConvertible {
    /// The text, what is wrong with it, and the expected form.
    public let description: String
  }

  public static let scheme = "s3://"
  /// The separator before a version ID.
  public static let versionSeparator = "?versionId="

  /// Parses the text form.
  public init(_ text: String) throws(Malformed) {
    func malformed(_ problem: String) -> Malformed {
      Malformed(description: "\(text) \(problem); expected s3://BUCKET/KEY")
    }
    // Parses bytes: Swift joins a slash and a following combining mark into one character.
    let bytes = Array(text.utf8)
    guard bytes.starts(with: Self.scheme.utf8) else { throw malformed("is not an S3 URL") }
    let rest = bytes.dropFirst(Self.scheme.utf8.count)
    let name = rest.prefix { $0 != UInt8(ascii: "/") }
    guard Self.isBucketName(name) else { throw malformed("has an invalid bucket name") }
    var key = rest[name.endIndex...].dropFirst()
    var version: ArraySlice<UInt8> = []
    if let mark = Self.lastMark(in: key) {
      version = key[(mark + Self.versionSeparator.utf8.count)...]
      key = key[..<mark]
    }
    self.init(
      bucket: String(decoding: name, as: UTF8.self), key: String(decoding: key, as: UTF8.self),
      version: version.isEmpty ? nil : String(decoding: version, as: UTF8.self))
    guard !key.isEmpty else { throw malformed("has no key") }
    guard hasValidKeyLength else {
      throw malformed("has a key of \(key.count) bytes; S3 allows at most \(Self.maxKeyLength)")
    }
  }

  /// The text form.
  public var description: String {
    let text = "\(Self.scheme)\(bucket)/\(key)"
    if let version { return text + Self.versionSeparator + version }
    return Self.lastMark(in: Array(key.utf8)[...]) == nil ? text : text + Self.versionSeparator
  }

  private static func lastMark(in bytes: ArraySlice<UInt8>) -> Int? {
    let length = versionSeparator.utf8.count
    guard bytes.count >= length else { return nil }
    return (bytes.startIndex...bytes.endIndex - length).last {
      bytes[$0..<$0 + length].elementsEqual(versionSeparator.utf8)
    }
  }

  /// Accepts general purpose buckets and legacy names, which may have upper-case letters, underscores and up
  /// to 255 characters.
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
