public import AWS

/// The input of a state machine execution. It contains only references, so that the state stays within the
/// size limit of Step Functions for videos of any length.
public struct ExecutionInput: Codable, Sendable, Equatable {
  public var video: VideoReference
  /// The identity of the upload: the key prefix of the detections and the `ClientRequestToken` of the
  /// Rekognition job.
  public var token: String
  /// The object to write the redacted video to.
  public var output: ObjectReference
  /// How often the status of the job was polled.
  public var polls = 0

  public init(video: VideoReference, token: String, output: ObjectReference) {
    self.video = video
    self.token = token
    self.output = output
  }

  /// The name of the execution: at most 80 letters, digits and hyphens. The file name makes it readable; the
  /// token makes it unique per upload, and Step Functions starts only one execution per name.
  public var name: String {
    let file = video.object.key.split(separator: "/").last ?? ""
    let words = file.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let readable = words.joined(separator: "-").prefix(40)
    return (readable.isEmpty ? "" : "\(readable)-") + token.prefix(32)
  }
}

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

/// A non-negative integer in an event, bounded so that arithmetic with it cannot overflow.
@propertyWrapper
public struct Count: Codable, Sendable, Hashable {
  public var wrappedValue: Int

  /// The upper bound. Six hours of a hundred faces at ten detections a second are 21.6 million.
  static let most = 100_000_000

  public init(wrappedValue: Int) {
    self.wrappedValue = wrappedValue
  }

  /// Throws `DecodingError` for a value outside 0...`most`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Int.self)
    guard (0...Self.most).contains(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(value) is not an integer from 0 to \(Self.most)")
    }
    wrappedValue = value
  }

  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}
