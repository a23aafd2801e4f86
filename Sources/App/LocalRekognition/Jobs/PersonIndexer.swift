import Detections
import Geometry
import Pipeline
import Tracking

/// Says who is who: numbers the faces of samples by the tracks that they belong to.
///
/// A track is certain only some seconds later, when its holes are closed, so samples come out later than they
/// went in.
struct PersonIndexer {
  /// A sample, and who each of its faces is; nil where the tracker cannot say.
  typealias Indexed = (sample: DetectionSample, persons: [Int?])

  // Neither margin nor growth: a cover at a sample is then the smoothed face itself.
  private var tracker = Tracker(TrackerOptions(coverage: 0.5, margin: 0))
  private var pending: [DetectionSample] = []

  /// Samples that are not certain yet: those of the longest hole that a track may have.
  var waiting: Int { pending.count }

  /// Takes in the next sample, in the order of time; those that are certain now.
  mutating func add(_ sample: DetectionSample) -> [Indexed] {
    tracker.add(sample)
    pending.append(sample)
    return certain()
  }

  /// Says that there are no more; the rest.
  mutating func finish() -> [Indexed] {
    tracker.finish()
    return certain()
  }

  private mutating func certain() -> [Indexed] {
    let ready = pending.prefix { $0.time < tracker.decidedUntil }
    pending.removeFirst(ready.count)
    return ready.map { ($0, persons(of: $0)) }
  }

  /// Each observation is in one track, whose cover carries its confidence at this instant. Where two faces have
  /// the same, places tell them apart.
  private mutating func persons(of sample: DetectionSample) -> [Int?] {
    var redactionBoxes = tracker.redactionBoxes(at: sample.time).filter { $0.reason == .sample }
    return sample.boxes.map { face in
      let likeness = { (redactionBox: RedactionBox) in
        (redactionBox.confidence == face.confidence ? 1 : 0) + redactionBox.box.iou(face.box)
      }
      guard
        let best = redactionBoxes.indices.max(by: {
          likeness(redactionBoxes[$0]) < likeness(redactionBoxes[$1])
        })
      else {
        return nil
      }
      return redactionBoxes.remove(at: best).track
    }
  }
}
