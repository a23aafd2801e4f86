import Detections
import Geometry
@testable import Pipeline
import Testing
import Tracking

/// Optical flow that is off.
private struct NoFlow: MotionEvidence {
  func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath? { nil }
}

@Suite struct SubjectTrackersTests {
  /// A face that moves, and text: a caption that stands still, and one in the path of the face once that is gone.
  private func samples(withText: Bool) -> [DetectionSample] {
    (0..<10).map { index in
      var boxes: [DetectedBox] = []
      let left = 0.1 + 0.05 * Double(index)
      if index < 6 { boxes.append(DetectedBox(box: Box(left: left, top: 0.3, width: 0.1, height: 0.1))) }
      if withText {
        boxes.append(
          DetectedBox(box: Box(left: 0.2, top: 0.9, width: 0.6, height: 0.05), subject: .text))
        if index >= 6 {
          boxes.append(DetectedBox(box: Box(left: left, top: 0.3, width: 0.1, height: 0.1), subject: .text))
        }
      }
      return DetectionSample(time: MediaTime(seconds: 0.2 * Double(index)), boxes: boxes)
    }
  }

  private func boxes(_ samples: [DetectionSample]) -> (boxes: [[RedactionBox]], tracks: Int) {
    var trackers = SubjectTrackers(TrackerOptions())
    for sample in samples { trackers.add(sample) }
    trackers.finish()
    let boxes = (0..<50).map { frame in
      trackers.redactionBoxes(
        at: MediaTime(seconds: 0.04 * Double(frame)), guidedBy: NoFlow?.none)
    }
    return (boxes, trackers.trackCount)
  }

  @Test func `the boxes of faces are the same with text beside them`() {
    let (alone, mixed) = (boxes(samples(withText: false)), boxes(samples(withText: true)))
    for (one, other) in zip(alone.boxes, mixed.boxes) {
      let faces = other.filter { $0.content == .face }
      #expect(faces.map(\.box) == one.map(\.box))
    }
    #expect(alone.tracks == 1 && mixed.tracks == 3)
  }

  @Test func `a face does not go on as text, and tracks have numbers of their own`() {
    let all = boxes(samples(withText: true)).boxes.joined()
    let contents = Dictionary(grouping: all, by: \.track).mapValues { Set($0.map(\.content)) }
    #expect(contents.count == 3)
    #expect(contents.values.allSatisfy { $0.count == 1 }, "\(contents)")
  }
}
