import Core
public import Detections
public import Geometry
import Media

/// Whether detections belong to a video. Boxes of another video would hide the wrong places.
public struct DetectionMatch {
  private let metadata: VideoMetadata?
  private let last: MediaTime?
  private let size: FrameSize

  /// Encoders pad pictures to whole blocks of 16 pixels, and some tools report that size.
  private static let sizeTolerance = 16

  /// Sets what the answers say of the video and their last instant, if any, against the displayed picture's size.
  public init(metadata: VideoMetadata?, last: MediaTime?, displaySize: FrameSize) {
    self.metadata = metadata
    self.last = last
    size = displaySize
  }

  /// Checks what is known before the first frame; throws a `UserError` where it does not fit.
  public func checkBefore(duration: MediaTime?) throws {
    if let width = metadata?.frameWidth, let height = metadata?.frameHeight, width > 0, height > 0 {
      let fits =
        abs(width - size.width) < Self.sizeTolerance && abs(height - size.height) < Self.sizeTolerance
      let fitsTurned =
        abs(height - size.width) < Self.sizeTolerance && abs(width - size.height) < Self.sizeTolerance
      guard fits || fitsTurned else {
        throw mismatch("they are of a \(width)x\(height) video, and this one is \(size.width)x\(size.height)")
      }
    }
    if let duration { try check(duration) }
  }

  /// Checks again once the video's true end is known.
  func checkAfter(end: MediaTime) throws { try check(end) }

  private func check(_ length: MediaTime) throws {
    if let milliseconds = metadata?.durationMillis, milliseconds > 0,
      let stated = MediaTime(milliseconds: milliseconds)
    {
      // Sound can outlast the picture, and containers round.
      let tolerance = max(1, length.seconds * 0.02)
      guard abs(stated.seconds - length.seconds) <= tolerance else {
        throw mismatch("they are of a video of \(stated), and this one lasts \(length)")
      }
    }
    if let last, last.seconds > length.seconds + 1 {
      throw mismatch("their last box is at \(last), and this video lasts \(length)")
    }
  }

  private func mismatch(_ text: String) -> UserError {
    UserError(
      .invalidInput, "detections", "do not fit the video: \(text)",
      remedy: "give the detections of this video, or pass --allow-mismatch if you are sure")
  }
}
