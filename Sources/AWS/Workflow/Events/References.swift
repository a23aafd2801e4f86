public import AWS

/// A video as it was uploaded: that very version, so that all steps see the same bytes.
public struct VideoReference: Sendable, Hashable {
  /// The object, and its version where the bucket keeps versions.
  public var object: ObjectReference
  /// Its ETag without quotes.
  public var etag: String?
  /// Its size in bytes.
  public var size: UInt64

  /// Names a video.
  public init(_ object: ObjectReference, etag: String? = nil, size: UInt64) {
    self.object = object
    self.etag = etag
    self.size = size
  }
}

/// All members lie beside one another: bucket, key, versionId, etag, size.
extension VideoReference: Codable {
  private enum CodingKeys: String, CodingKey { case etag, size }

  /// Reads them.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try ObjectReference(from: decoder), etag: try members.decodeIfPresent(String.self, forKey: .etag),
      size: try members.decode(UInt64.self, forKey: .size))
  }

  /// Writes them.
  public func encode(to encoder: any Encoder) throws {
    try object.encode(to: encoder)
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encodeIfPresent(etag, forKey: .etag)
    try members.encode(size, forKey: .size)
  }
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
