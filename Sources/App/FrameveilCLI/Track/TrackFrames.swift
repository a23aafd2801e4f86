import Geometry

/// The frames of a video that is not read: their number, constant rate and size.
struct TrackFrames: Sendable {
  let rate: FrameRate
  let count: Int
  let size: FrameSize

  /// The longest duration: the latest timestamp that detections may have.
  private static let longest = MediaTime(seconds: 3_600_000)

  init(_ arguments: ParsedArguments) throws(UsageError) {
    func value<Value>(_ option: CommandOption<Value?>, _ example: String) throws(UsageError) -> Value {
      guard let value = arguments[option] else {
        throw arguments.error("\(option.name) is missing: give that of the video, such as \(example)")
      }
      return value
    }
    rate = try value(TrackCommand.fps, "30000/1001")
    count = try value(TrackCommand.frames, "240")
    size = try value(TrackCommand.size, "1280x720")
    guard rate.time(ofFrame: count) <= Self.longest else {
      throw arguments.error("\(count) frames at this rate are more than 1000 hours")
    }
  }

  /// The end of the last frame.
  var duration: MediaTime { time(of: count) }

  /// The timestamp of a frame, counted from 0.
  func time(of frame: Int) -> MediaTime { rate.time(ofFrame: frame) }
}
