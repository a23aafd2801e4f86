public import Detections
public import Tracking

extension Tracker {
  /// Adds the boxes of a sample as observations.
  public mutating func add(_ sample: DetectionSample) {
    add(
      time: sample.time,
      sample.boxes.map {
        Observation(box: $0.box, confidence: $0.confidence, identity: $0.identity, marks: $0.matches)
      })
  }
}
