/// The embedded detector's settings: the member `Frameveil` of a response that it wrote. Amazon Rekognition's
/// responses do not have it.
public struct DetectorRecord: Hashable, Sendable {
  public var detector: String?
  /// The maximum number of frames analysed per second.
  public var rate: Double?
  /// The width of the detector's input, in pixels.
  public var inputWidth: Int?
  /// The height of the detector's input, in pixels.
  public var inputHeight: Int?
  /// The number of tiles along each side; 1 for the whole frame only.
  public var tiles: Int?

  public init(
    detector: String? = nil, rate: Double? = nil, inputWidth: Int? = nil, inputHeight: Int? = nil,
    tiles: Int? = nil
  ) {
    self.detector = detector
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
    case "Rate": record.rate = try readNumber()
    case "InputWidth": record.inputWidth = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    case "InputHeight": record.inputHeight = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    case "Tiles": record.tiles = Int(try readWhole(in: 0...1_000_000, as: .wrongType))
    default: try skipValue()
    }
  }
}
