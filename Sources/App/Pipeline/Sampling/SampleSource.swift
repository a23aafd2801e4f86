import Core
import Detections
import Geometry
import Media

/// Where the tracker's samples come from.
protocol SampleSource: Actor {
  /// Shows a frame, each once, in the order of their instants.
  func show(_ frame: TimedFrame) async throws
  /// The next sample at or before an instant; nil when there is none among the frames shown.
  func next(upTo time: MediaTime) async throws -> DetectionSample?
  /// What was given out so far.
  var counts: SampleCounts { get }
  /// What an answer tells of its video, as far as it is read; nil where the video itself is the source.
  func provided() async throws -> ProvidedVideo?
  /// Reads what is left of an answer, so that all of it is checked and counted.
  func finish() async throws
}

extension SampleSource {
  func provided() -> ProvidedVideo? { nil }
  func finish() {}
}

/// What an answer tells of its video.
struct ProvidedVideo: Sendable {
  /// Size, length and so on.
  var metadata: VideoMetadata?
  /// The latest instant so far.
  var last: MediaTime?
}

/// How much a source has given out.
struct SampleCounts: Sendable {
  /// Instants that were looked at.
  var samples = 0
  /// Boxes found there.
  var boxes = 0
  /// Boxes left out for their confidence.
  var dropped = 0
}
