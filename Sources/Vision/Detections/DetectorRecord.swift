/// How the embedded detector looked at a video: the member `Frameveil` of an answer that it wrote. Amazon
/// Rekognition's answers have none.
public struct DetectorRecord: Hashable, Sendable {
  /// The detector's name.
  public var detector: String?
  /// Frames looked at in a second, at most.
  public var rate: Double?
  /// Columns of the pictures that the detector looked at.
  public var inputWidth: Int?
  /// Rows of the pictures that the detector looked at.
  public var inputHeight: Int?
  /// Tiles along each side, 1 for the whole picture only.
  public var tiles: Int?

  /// Makes a record.
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
  /// Reads a member of `Frameveil`, whose key was read last; those of no meaning here are skipped.
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
