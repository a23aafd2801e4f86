import Geometry

/// Detectors that are kept between images of different sizes: compiling a network takes as long as looking at an image. Not
/// thread-safe.
public final class DetectorCache {
  private struct Entry {
    var inputSize: FrameSize
    var detector: any ObjectDetector
  }
  /// The one that was used last is the last.
  private var kept: [Entry] = []

  private let limit: Int

  /// - Parameter limit: the number of detectors that are kept. Cameras have aspect ratios of 4:3 and 3:2, level and upright. A
  ///   detector of faces takes about 80 MB, one of text 130 MB.
  public init(limit: Int = 4) { self.limit = limit }

  /// The detector with a size of its input, made if it is not kept. All of a kind that are made for one cache must have the
  /// same options.
  func detector<Detector: ObjectDetector>(
    _ inputSize: FrameSize, make: () throws -> Detector
  ) throws -> Detector {
    if let index = kept.firstIndex(where: { $0.inputSize == inputSize && $0.detector is Detector }),
      let detector = kept[index].detector as? Detector
    {
      kept.append(kept.remove(at: index))
      return detector
    }
    let detector = try make()
    if kept.count >= limit { kept.removeFirst() }
    kept.append(Entry(inputSize: inputSize, detector: detector))
    return detector
  }
}
