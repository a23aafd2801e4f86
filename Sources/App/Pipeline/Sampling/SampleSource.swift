import Core
import Detections
import Geometry
import Media

/// A source of samples for the tracker.
protocol SampleSource: Actor {
  /// Adds a frame. Every frame is added once, in order of the timestamps.
  func observe(_ frame: TimedFrame) async throws
  /// The next sample up to a timestamp; nil if there is none for the frames added so far.
  func next(upTo time: MediaTime) async throws -> DetectionSample?
  /// The number of samples and boxes returned so far.
  var counts: SampleCounts { get }
  /// The video metadata of the response, as far as it is read; nil for the embedded detector.
  func provided() async throws -> ProvidedVideo?
  /// Reads the rest of the response, so that all of it is checked and counted.
  func finish() async throws
}

extension SampleSource {
  func provided() -> ProvidedVideo? { nil }
  func finish() {}
}

/// The data about the video in a response.
struct ProvidedVideo: Sendable {
  var metadata: VideoMetadata?
  /// The last timestamp so far.
  var last: MediaTime?
}

struct SampleCounts: Sendable {
  /// The number of samples.
  var samples = 0
  /// The number of boxes.
  var boxes = 0
  /// The number of boxes below the confidence threshold.
  var dropped = 0
}
