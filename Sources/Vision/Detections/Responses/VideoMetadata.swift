/// What Rekognition says of the video it read (`VideoMetadata`); members that the answer lacks are nil.
public struct VideoMetadata: Hashable, Sendable {
  /// The video codec, such as `h264`.
  public var codec: String?
  /// The length in milliseconds.
  public var durationMillis: Int64?
  /// The container, such as `QuickTime / MOV`.
  public var format: String?
  /// Frames a second.
  public var frameRate: Double?
  /// Columns of the displayed picture, in pixels.
  public var frameWidth: Int?
  /// Rows of the displayed picture, in pixels.
  public var frameHeight: Int?

  /// Makes metadata.
  public init(
    codec: String? = nil, durationMillis: Int64? = nil, format: String? = nil, frameRate: Double? = nil,
    frameWidth: Int? = nil, frameHeight: Int? = nil
  ) {
    self.codec = codec
    self.durationMillis = durationMillis
    self.format = format
    self.frameRate = frameRate
    self.frameWidth = frameWidth
    self.frameHeight = frameHeight
  }

  /// Takes what `other` knows and this lacks; returns the first member on which they disagree, if any.
  mutating func merge(_ other: VideoMetadata) -> String? {
    func take<Value: Equatable>(_ mine: inout Value?, _ theirs: Value?, _ name: String) -> String? {
      guard let theirs else { return nil }
      defer { mine = mine ?? theirs }
      return mine == nil || mine == theirs ? nil : name
    }
    return take(&codec, other.codec, "Codec")
      ?? take(&durationMillis, other.durationMillis, "DurationMillis")
      ?? take(&format, other.format, "Format")
      ?? take(&frameRate, other.frameRate, "FrameRate")
      ?? take(&frameWidth, other.frameWidth, "FrameWidth")
      ?? take(&frameHeight, other.frameHeight, "FrameHeight")
  }
}

extension JSONReader {
  /// Reads `VideoMetadata`, of which GetSegmentDetection gives a list; nil where that is empty.
  mutating func readFirstVideoMetadata() throws(DetectionError) -> (value: VideoMetadata, place: Place)? {
    let isList = try peekKind() == .array
    if isList {
      try beginArray()
      guard try nextElement() else { return nil }
    }
    let place = markedPlace
    let metadata = try readVideoMetadata()
    while isList, try nextElement() { try skipValue() }
    return (metadata, place)
  }

  /// Reads a `VideoMetadata` object.
  mutating func readVideoMetadata() throws(DetectionError) -> VideoMetadata {
    var metadata = VideoMetadata()
    try beginObject()
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Codec": metadata.codec = try readString()
      case "Format": metadata.format = try readString()
      case "FrameRate": metadata.frameRate = try readNumber()
      case "DurationMillis":
        metadata.durationMillis = try readWhole(in: 0...Self.longestMilliseconds, as: .wrongType)
      case "FrameWidth": metadata.frameWidth = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
      case "FrameHeight": metadata.frameHeight = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
      default: try skipValue()
      }
    }
    return metadata
  }
}
