public import Detections
import Geometry
public import Tracking

extension Tracker {
  /// Adds what an answer tells of one instant, after the known cuts up to it.
  public mutating func add(_ sample: DetectionSample, cuts: inout ToldCuts) {
    for time in cuts.next(upTo: sample.time) { cut(at: time) }
    add(
      time: sample.time,
      sample.boxes.map { Observation(box: $0.box, confidence: $0.confidence, identity: $0.identity) })
  }

  /// Says that there are no more samples, and where the last cuts are.
  public mutating func finish(cuts: inout ToldCuts) {
    for time in cuts.next() { cut(at: time) }
    finish()
  }
}
