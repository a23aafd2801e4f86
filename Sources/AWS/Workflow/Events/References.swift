public import AWS

/// An uploaded video, pinned by version and ETag so that all steps read the same bytes.
public struct VideoReference: Sendable, Hashable {
  /// The object, with its version if the bucket is versioned.
  public var object: ObjectReference
  /// The ETag without quotes.
  public var etag: String?
  /// The size in bytes.
  public var size: UInt64

  public init(_ object: ObjectReference, etag: String? = nil, size: UInt64) {
    self.object = object
    self.etag = etag
    self.size = size
  }
}

/// Encoded as one flat object: bucket, key, versionId, etag, size.
extension VideoReference: Codable {
  private enum CodingKeys: String, CodingKey { case etag, size }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try ObjectReference(from: decoder), etag: try members.decodeIfPresent(String.self, forKey: .etag),
      size: try members.decode(UInt64.self, forKey: .size))
  }

  public func encode(to encoder: any Encoder) throws {
    try object.encode(to: encoder)
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encodeIfPresent(etag, forKey: .etag)
    try members.encode(size, forKey: .size)
  }
}

/// The objects that contain the detections of a video: one object per page of GetFaceDetection responses, in
/// order.
public struct DetectionParts: Codable, Sendable, Hashable {
  public var bucket: String
  /// The common key prefix without its trailing slash.
  public var prefix: String
  /// The number of objects.
  @Count public var parts: Int

  public init(bucket: String, prefix: String, parts: Int) {
    self.bucket = bucket
    self.prefix = prefix
    self.parts = parts
  }

  /// The object of a part, numbered from 1: `PREFIX/00001.json`.
  public subscript(part: Int) -> ObjectReference {
    let digits = String(part)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return ObjectReference(bucket: bucket, key: "\(prefix)/\(zeros)\(digits).json")
  }

  /// All objects in order, created lazily.
  public var objects: some Sequence<ObjectReference> { (0..<max(0, parts)).lazy.map { self[$0 + 1] } }
}
