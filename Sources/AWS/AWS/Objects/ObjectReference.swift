/// An object in a bucket, or one of its versions.
///
/// A key is any text of 1 to 1,024 bytes. Keys are compared by their bytes, as S3 does: two that look alike but are
/// composed differently are two objects.
public struct ObjectReference: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key as it is: nothing in it is encoded, and it may begin with a slash.
  public var key: String
  /// One of its versions; nil for the newest.
  public var version: String?

  /// S3's limit, in bytes of UTF-8.
  public static let longestKey = 1024

  /// Names an object.
  public init(bucket: String, key: String, version: String? = nil) {
    self.bucket = bucket
    self.key = key
    self.version = version
  }

  /// The object whose version it is.
  public var newest: ObjectReference { ObjectReference(bucket: bucket, key: key) }

  /// The object beside this one that has something appended to its key.
  public func beside(_ ending: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: key + ending)
  }

  /// Whether it is the same object, whatever the version.
  public func isSameObject(as other: ObjectReference) -> Bool { newest == other.newest }

  /// Whether its key begins with a prefix, byte by byte.
  public func isBelow(_ prefix: String) -> Bool { key.utf8.starts(with: prefix.utf8) }

  /// Whether S3 takes its key.
  public var hasPossibleKey: Bool { (1...Self.longestKey).contains(key.utf8.count) }
}

extension ObjectReference: Hashable {
  /// Compares bytes, which Swift's texts do not.
  public static func == (one: ObjectReference, other: ObjectReference) -> Bool {
    one.bucket.utf8.elementsEqual(other.bucket.utf8) && one.key.utf8.elementsEqual(other.key.utf8)
      && one.version.map { Array($0.utf8) } == other.version.map { Array($0.utf8) }
  }

  /// The same bytes.
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
