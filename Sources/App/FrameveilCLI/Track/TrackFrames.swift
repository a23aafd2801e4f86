import Geometry

/// The frames of a video that is not read: their number, constant rate and size.
struct TrackFrames: Sendable {
  let rate: FrameRate
  let count: Int
  let size: FrameSize

  /// The longest duration: the latest timestamp that detections may have.
  private static let longest = MediaTime(seconds: 3_600_000)
  private static let largestSide = 65_536

  init(_ arguments: ParsedArguments) throws(UsageError) {
    func value(_ option: CommandOption<String?>, _ example: String) throws(UsageError) -> String {
      guard let text = arguments[option] else {
        throw arguments.error("\(option.name) is missing: give that of the video, such as \(example)")
      }
      return text
    }
    func refusal(_ option: CommandOption<String?>, _ expected: String, _ found: String) -> UsageError {
      arguments.error("\(option.name) takes \(expected), not '\(found)'")
    }
    let fps = try value(TrackCommand.fps, "30000/1001")
    let frames = try value(TrackCommand.frames, "240")
    let side = try value(TrackCommand.size, "1280x720")
    guard let rate = FrameRate(parsing: fps) else {
      let range = FrameRate.range
      throw refusal(
        TrackCommand.fps, "\(range.lowerBound) to \(range.upperBound) as 30, 29.97 or 30000/1001", fps)
    }
    guard let count = Int(frames), count > 0 else {
      throw refusal(TrackCommand.frames, "a whole number from 1", frames)
    }
    guard rate.time(ofFrame: count) <= Self.longest else {
      throw arguments.error("\(frames) frames at \(fps) frames per second are more than 1000 hours")
    }
    guard let size = Self.size(side) else {
      throw refusal(TrackCommand.size, "WIDTHxHEIGHT in pixels, each 1 to \(Self.largestSide)", side)
    }
    (self.rate, self.count, self.size) = (rate, count, size)
  }

  /// The end of the last frame.
  var duration: MediaTime { time(of: count) }

  /// The timestamp of a frame, counted from 0.
  func time(of frame: Int) -> MediaTime { rate.time(ofFrame: frame) }

  private static func size(_ text: String) -> FrameSize? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 2, sides.allSatisfy({ (1...largestSide).contains($0) }) else { return nil }
    return FrameSize(width: sides[0], height: sides[1])
  }
}
