import Core
public import Detections
public import Geometry
import Media

/// Checks that detections belong to a video. Boxes of another video would redact the wrong regions.
public struct DetectionMatch {
  private let metadata: VideoMetadata?
  private let last: MediaTime?
  private let size: FrameSize

  /// Encoders pad frames to multiples of 16 pixels, and some tools report the padded size.
  private static let sizeTolerance = 16

  /// - Parameters:
  ///   - metadata: the video metadata of the response, if any.
  ///   - last: the timestamp of its last sample.
  public init(metadata: VideoMetadata?, last: MediaTime?, displaySize: FrameSize) {
    self.metadata = metadata
    self.last = last
    size = displaySize
  }

  /// Checks what is known before the first frame; throws a `UserError` on a mismatch.
  public func checkBefore(duration: MediaTime?) throws {
    if let width = metadata?.frameWidth, let height = metadata?.frameHeight, width > 0, height > 0 {
      let fits =
        abs(width - size.width) < Self.sizeTolerance && abs(height - size.height) < Self.sizeTolerance
      let fitsRotated =
        abs(height - size.width) < Self.sizeTolerance && abs(width - size.height) < Self.sizeTolerance
      guard fits || fitsRotated else {
        throw mismatch(
          "they are for a \(width)x\(height) video, but this video is \(size.width)x\(size.height)")
      }
    }
    if let duration { try check(duration) }
  }

  /// Checks again with the exact end of the video.
  func checkAfter(end: MediaTime) throws { try check(end) }

  private func check(_ length: MediaTime) throws {
    if let milliseconds = metadata?.durationMillis, milliseconds > 0,
      let stated = MediaTime(milliseconds: milliseconds)
    {
      // Audio can be longer than video, and containers round durations.
      let tolerance = max(1, length.seconds * 0.02)
      guard abs(stated.seconds - length.seconds) <= tolerance else {
        throw mismatch("they are for a video of \(stated), but this video lasts \(length)")
      }
    }
    if let last, last.seconds > length.seconds + 1 {
      throw mismatch("their last box is at \(last), but this video lasts \(length)")
    }
  }

  private func mismatch(_ text: String) -> UserError {
    UserError(
      .invalidInput, "detections", "do not match the video: \(text)",
      remedy: "pass the detections of this video, or --allow-mismatch to skip this check")
  }
}
