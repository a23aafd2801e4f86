import Geometry

// The values in Rekognition's responses, each with the range in which it is plausible.
extension JSONReader {
  /// The maximum `Timestamp` and `DurationMillis`: 1000 hours. Rekognition processes at most 6 hours; a
  /// larger number is in another unit.
  static let longestMilliseconds: Int64 = 3_600_000_000

  /// The maximum magnitude of a member of a `BoundingBox`, in frame widths or heights. Real responses stay
  /// within 2; a larger number is in pixels or percent.
  static let farthestRatio = 100.0

  /// Reads a `Timestamp`: integer milliseconds since the start of the video. `1e3` and `480.0` are integers.
  mutating func readTimestamp() throws(DetectionError) -> MediaTime {
    let milliseconds = try readWhole(in: 0...Self.longestMilliseconds, as: .timestamp)
    return MediaTime(nanoseconds: milliseconds * 1_000_000)
  }

  /// Reads an integer in a range, or throws `code`.
  mutating func readWhole(
    in range: ClosedRange<Int64>, as code: DetectionError.Code
  ) throws(DetectionError) -> Int64 {
    // A function, since the text is needed only for an error, and every entry has a timestamp.
    func expected() -> String { "an integer in \(range.lowerBound)...\(range.upperBound)" }
    guard try peekKind() == .number else { throw try mismatch(expected: expected(), code: code) }
    let value = try readNumber(as: code)
    guard let whole = Int64(exactly: value), range.contains(whole) else {
      throw outOfRange(expected(), found: value, as: code)
    }
    return whole
  }

  /// Reads a `Confidence`: 0...100.
  mutating func readConfidence() throws(DetectionError) -> Double {
    let value = try readNumber(as: .confidence)
    guard (0...100).contains(value) else { throw outOfRange("0...100", found: value, as: .confidence) }
    return value
  }

  /// Reads a `BoundingBox`: four ratios, all required. A width or height of 0 is a line or a point, and
  /// allowed.
  mutating func readBoundingBox() throws(DetectionError) -> Box {
    guard try peekKind() == .object else {
      throw try mismatch(expected: "a bounding box", code: .boundingBox)
    }
    let start = mark
    var left, top, width, height: Double?
    try beginObject()
    while let key = try nextKey() {
      switch key {
      case "Left": left = try readRatio(from: -Self.farthestRatio)
      case "Top": top = try readRatio(from: -Self.farthestRatio)
      case "Width": width = try readRatio(from: 0)
      case "Height": height = try readRatio(from: 0)
      default: try skipValue()
      }
    }
    guard let left, let top, let width, let height else {
      let missing = left == nil ? "Left" : top == nil ? "Top" : width == nil ? "Width" : "Height"
      throw DetectionError(
        .boundingBox, "the member is missing", at: position(of: start).member(missing),
        remedy: "give every box Left, Top, Width and Height, as ratios of the frame size")
    }
    return Box(left: left, top: top, width: width, height: height)
  }

  private mutating func readRatio(from lowest: Double) throws(DetectionError) -> Double {
    let value = try readNumber(as: .boundingBox)
    guard value >= lowest, value <= Self.farthestRatio else {
      throw outOfRange(
        "a ratio of \(Int(lowest))...\(Int(Self.farthestRatio))", found: value, as: .boundingBox,
        remedy: "give boxes as ratios of the frame's width and height, not in pixels or percent")
    }
    return value
  }

  private func outOfRange(
    _ expected: String, found value: Double, as code: DetectionError.Code,
    remedy: String = "correct the value, or fetch the response again"
  ) -> DetectionError {
    let whole = Int64(exactly: value).map(String.init)
    return DetectionError(
      code, "expected \(expected), found \(whole ?? "\(value)")", at: markedPosition, remedy: remedy)
  }
}
