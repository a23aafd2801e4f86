/// An object in a bucket.
public struct ObjectReference: Codable, Sendable, Hashable, CustomStringConvertible {
  /// The bucket's name.
  public var bucket: String
  /// The object's key as it is, not encoded.
  public var key: String

  /// Names an object.
  public init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// The object beside this one that has something appended to its key.
  public func beside(_ ending: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: key + ending)
  }

  /// `s3://BUCKET/KEY`
  public var description: String { "s3://\(bucket)/\(key)" }
}

/// A video as it was uploaded: that very version, so that all steps see the same bytes.
public struct VideoReference: Codable, Sendable, Hashable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key as it is, not encoded.
  public var key: String
  /// Its version, where the bucket keeps versions.
  public var versionId: String?
  /// Its ETag without quotes.
  public var etag: String?
  /// Its size in bytes.
  public var size: UInt64

  /// Names a video.
  public init(bucket: String, key: String, versionId: String? = nil, etag: String? = nil, size: UInt64) {
    self.bucket = bucket
    self.key = key
    self.versionId = versionId
    self.etag = etag
    self.size = size
  }

  /// The object whose version it is.
  public var object: ObjectReference { ObjectReference(bucket: bucket, key: key) }
}

/// Where a video's detections lie: whole answers of GetFaceDetection, a page an object, in their order.
public struct DetectionParts: Codable, Sendable, Hashable {
  /// The bucket's name.
  public var bucket: String
  /// What all keys begin with, without the slash.
  public var prefix: String
  /// How many there are.
  @Count public var parts: Int

  /// Names parts.
  public init(bucket: String, prefix: String, parts: Int) {
    self.bucket = bucket
    self.prefix = prefix
    self.parts = parts
  }

  /// A part, counted from 1: `PREFIX/00001.json`.
  public subscript(part: Int) -> ObjectReference {
    let digits = String(part)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return ObjectReference(bucket: bucket, key: "\(prefix)/\(zeros)\(digits).json")
  }

  /// All of them in their order, named as they are asked for.
  public var objects: some Sequence<ObjectReference> { (0..<max(0, parts)).lazy.map { self[$0 + 1] } }
}
