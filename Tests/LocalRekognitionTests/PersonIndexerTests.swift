import Detections
import Geometry
@testable import LocalRekognition
import Testing

/// Person indices from the tracker.
@Suite struct PersonIndexerTests {
  /// Two people who walk past each other, one above the other in the frame, at 5 Hz; the faces are listed in
  /// alternating order.
  private static let crossing: [DetectionSample] = (0..<40).map { step in
    let shift = 0.02 * Double(step)
    let faces = [(0.1 + shift, 0.2), (0.9 - shift, 0.6)].map { x, y in
      DetectedBox(box: Box(centerX: x, centerY: y, width: 0.1, height: 0.2), confidence: 90)
    }
    return DetectionSample(
      time: MediaTime(nanoseconds: Int64(step) * 200_000_000),
      boxes: step.isMultiple(of: 2) ? faces : faces.reversed())
  }

  @Test func `a person keeps the index, in whatever order faces are listed`() {
    var indexer = PersonIndexer()
    let indexed = Self.crossing.flatMap { indexer.add($0) } + indexer.finish()
    #expect(indexed.map(\.sample) == Self.crossing)
    for (index, entry) in indexed.enumerated() {
      #expect(entry.persons == (index.isMultiple(of: 2) ? [0, 1] : [1, 0]))
    }
  }

  @Test func `another person after a gap gets another index, and samples without faces are kept`() {
    var indexer = PersonIndexer()
    let samples = (0..<150).map { step in
      let place: Double? = step < 20 ? 0.2 : step < 130 ? nil : 0.7
      return DetectionSample(
        time: MediaTime(nanoseconds: Int64(step) * 200_000_000),
        boxes: place.map {
          [DetectedBox(box: Box(centerX: $0, centerY: 0.5, width: 0.1, height: 0.2), confidence: 80)]
        } ?? [])
    }
    let indexed = samples.flatMap { indexer.add($0) } + indexer.finish()
    #expect(indexed.map(\.sample) == samples)
    #expect(indexed.flatMap(\.persons) == Array(repeating: 0, count: 20) + Array(repeating: 1, count: 20))
  }

  @Test func `the number of waiting samples is bounded, however long the video is`() {
    var indexer = PersonIndexer()
    var most = 0
    for step in 0..<2000 {
      let box = DetectedBox(box: Box(centerX: 0.5, centerY: 0.5, width: 0.1, height: 0.2))
      _ = indexer.add(
        DetectionSample(time: MediaTime(nanoseconds: Int64(step) * 200_000_000), boxes: [box]))
      most = max(most, indexer.waiting)
    }
    #expect(most <= 60)
  }
}
