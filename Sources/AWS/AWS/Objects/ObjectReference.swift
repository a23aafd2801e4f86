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
