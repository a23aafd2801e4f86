import Detections
import Geometry

/// Detectors that are kept between images of different sizes: compiling a network takes as long as looking at an image. Not
/// thread-safe.
public final class DetectorCache {
  private struct Entry {
    var subject: Subject
    var inputSize: FrameSize
    var detector: any ObjectDetector
  }
  /// The one that was used last is the last.
  private var kept: [Entry] = []

  /// Cameras have a few aspect ratios, upright and level. A network for faces and its memory take about 50 MB.
  private static let limit = 6

  public init() {}

  /// The detector of a subject with a size of its input, made if it is not kept. All that is made for one cache must have
  /// the same options.
  func detector(
    of subject: Subject, inputSize: FrameSize, make: () throws -> any ObjectDetector
  ) throws -> any ObjectDetector {
    let index = kept.firstIndex { $0.subject == subject && $0.inputSize == inputSize }
    let entry =
      try index.map { kept.remove(at: $0) }
      ?? Entry(subject: subject, inputSize: inputSize, detector: make())
    if kept.count >= Self.limit { kept.removeFirst() }
    kept.append(entry)
    return entry.detector
  }
}
