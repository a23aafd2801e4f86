/// Rekognition's metadata of the video (`VideoMetadata`); members that are absent are nil.
public struct VideoMetadata: Hashable, Sendable {
  /// The video codec, such as `h264`.
  public var codec: String?
  /// The length in milliseconds.
  public var durationMillis: Int64?
  /// The container, such as `QuickTime / MOV`.
  public var format: String?
  /// Frames per second.
  public var frameRate: Double?
  /// The width of the displayed frame, in pixels.
  public var frameWidth: Int?
  /// The height of the displayed frame, in pixels.
  public var frameHeight: Int?

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

  /// Fills members that are nil from `other`; returns the name of the first member on which both disagree, if
  /// any.
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
  /// Reads `VideoMetadata`, which is a list in GetSegmentDetection; nil if the list is empty.
  mutating func readFirstVideoMetadata() throws(DetectionError) -> (value: VideoMetadata, position: Position)?
  {
    let isList = try peekKind() == .array
    if isList {
      try beginArray()
      guard try nextElement() else { return nil }
    }
    let position = markedPosition
    let metadata = try readVideoMetadata()
    while isList, try nextElement() { try skipValue() }
    return (metadata, position)
  }

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

/// The embedded detector's settings: the member `Frameveil` of a response that it wrote. Amazon Rekognition's
/// responses do not have it.
public struct DetectorRecord: Hashable, Sendable {
  public var detector: String?
  /// What looked again where the detector was not sure; nil for nothing.
  public var secondDetector: String?
  /// The maximum number of frames analysed per second, beside the first frame of each scene.
  public var rate: Double?
  /// The width of the detector's input, in pixels.
  public var inputWidth: Int?
  /// The height of the detector's input, in pixels.
  public var inputHeight: Int?
  /// The number of tiles along each side; 1 for the whole frame only. Nil for the default of videos: one tile in turn while
  /// faces are small.
  public var tiles: Int?

  public init(
    detector: String? = nil, rate: Double? = nil, inputWidth: Int? = nil, inputHeight: Int? = nil,
    tiles: Int? = nil, secondDetector: String? = nil
  ) {
    self.detector = detector
    self.secondDetector = secondDetector
    self.rate = rate
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.tiles = tiles
  }
}

extension JSONReader {
  /// Reads the member of `Frameveil` whose key was read last; unknown members are skipped.
  mutating func readMember(_ key: String, of record: inout DetectorRecord) throws(DetectionError) {
    if try skipNull() { return }
    switch key {
    case "Detector": record.detector = try readString()
    case "SecondDetector": record.secondDetector = try readString()
    case "Rate": record.rate = try readNumber()
    case "InputWidth": record.inputWidth = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    case "InputHeight": record.inputHeight = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    case "Tiles": record.tiles = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    default: try skipValue()
    }
  }
}
