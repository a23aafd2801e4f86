import Detections
import Geometry
import Pipeline
import Tracking

/// Assigns person indices to faces: the number of the track that a face belongs to.
///
/// A track is final only some seconds later, when its gaps are closed, so samples are returned with a delay.
struct PersonIndexer {
  /// A sample with the person index of each face; nil if the tracker has none.
  typealias Indexed = (sample: DetectionSample, persons: [Int?])

  // Without margin and growth the redaction box at a sample is the smoothed face box.
  private var tracker = Tracker(TrackerOptions(coverage: 0.5, margin: 0))
  private var pending: [DetectionSample] = []

  /// The number of samples that are not final yet: those within the longest gap of a track.
  var waiting: Int { pending.count }

  /// Adds the next sample in order of time; returns the samples that are final now.
  mutating func add(_ sample: DetectionSample) -> [Indexed] {
    tracker.add(sample)
    pending.append(sample)
    return finalSamples()
  }

  /// Returns the remaining samples after the last one.
  mutating func finish() -> [Indexed] {
    tracker.finish()
    return finalSamples()
  }

  private mutating func finalSamples() -> [Indexed] {
    let ready = pending.prefix { $0.time < tracker.decidedUntil }
    pending.removeFirst(ready.count)
    return ready.map { ($0, persons(of: $0)) }
  }

  /// Each observation belongs to one track, whose box has the observation's confidence at this timestamp.
  /// With equal confidences the overlap decides.
  private mutating func persons(of sample: DetectionSample) -> [Int?] {
    var redactionBoxes = tracker.redactionBoxes(at: sample.time).filter { $0.reason == .sample }
    return sample.boxes.map { face in
      let similarity = { (redactionBox: RedactionBox) in
        (redactionBox.confidence == face.confidence ? 1 : 0) + redactionBox.box.iou(face.box)
      }
      guard
        let best = redactionBoxes.indices.max(by: {
          similarity(redactionBoxes[$0]) < similarity(redactionBoxes[$1])
        })
      else {
        return nil
      }
      return redactionBoxes.remove(at: best).track
    }
  }
}
