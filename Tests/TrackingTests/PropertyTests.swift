import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Properties that hold for any boxes.
@Suite(.blocking) struct PropertyTests {
  /// Whether two runs give the same redaction boxes except for rounding, after `undo` of the second.
  private func agree(_ a: [[RedactionBox]], _ b: [[RedactionBox]], _ undo: (Box) -> Box = { $0 }) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { a, b in
        a.count == b.count && zip(a, b).allSatisfy { same($0, $1, undo($1.box)) }
      }
  }

  private func same(_ a: RedactionBox, _ b: RedactionBox, _ box: Box) -> Bool {
    let (p, q) = (a.box, box)
    let off = [p.left - q.left, p.top - q.top, p.width - q.width, p.height - q.height]
    return a.track == b.track && a.reason == b.reason && off.allSatisfy { abs($0) < 1e-9 }
  }

  @Test(arguments: UInt64(1)...4)
  func `equal input gives equal redaction boxes`(seed: UInt64) {
    #expect(redactionBoxes(of: crowd(seed: seed)) == redactionBoxes(of: crowd(seed: seed)))
  }

  @Test(arguments: UInt64(1)...4, [Int64(1_234_567), 21_600_000])
  func `a time shift shifts the redaction boxes and changes nothing else`(seed: UInt64, shift: Int64) {
    // Later than the first frame, to which first samples extend.
    let samples = crowd(seed: seed).map { Sample(time: $0.time + ms(10_000), boxes: $0.boxes) }
    let later = samples.map { Sample(time: $0.time + ms(shift), boxes: $0.boxes) }
    #expect(redactionBoxes(of: samples) == redactionBoxes(of: later))
  }

  @Test(arguments: UInt64(1)...4)
  func `a mirrored video has mirrored redaction boxes`(seed: UInt64) {
    func mirrored(_ box: Box) -> Box {
      Box(left: 1 - box.right, top: box.top, width: box.width, height: box.height)
    }
    let samples = crowd(seed: seed)
    let other = samples.map { Sample(time: $0.time, boxes: $0.boxes.map(mirrored)) }
    #expect(agree(redactionBoxes(of: samples), redactionBoxes(of: other), mirrored))
  }

  @Test(arguments: UInt64(1)...4, [0.25, 0.5, 3.0])
  func `the scale of the frame does not matter`(seed: UInt64, scale: Double) {
    func scaled(_ box: Box, _ x: Double, _ y: Double) -> Box {
      Box(left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y)
    }
    let samples = crowd(seed: seed)
    let other = samples.map { Sample(time: $0.time, boxes: $0.boxes.map { scaled($0, scale, 0.7) }) }
    let options = TrackerOptions(picture: scaled(.picture, scale, 0.7))
    #expect(
      agree(redactionBoxes(of: samples), redactionBoxes(of: other, options)) {
        scaled($0, 1 / scale, 1 / 0.7)
      })
  }

  @Test(arguments: UInt64(1)...4, [1, 7, 31])
  func `requests as soon as possible give the same redaction boxes as requests at the end`(
    seed: UInt64, every: Int
  ) {
    let samples = crowd(seed: seed, seconds: 30)
    var tracker = Tracker(TrackerOptions(maxGap: ms(2000)))
    var waiting = frames(of: samples)[...]
    var streamed: [[RedactionBox]] = []
    for (index, sample) in samples.enumerated() {
      tracker.add(time: sample.time, sample.boxes.map { Observation(box: $0) })
      guard index % every == 0 else { continue }
      while let time = waiting.first, time < tracker.decidedUntil {
        streamed.append(tracker.redactionBoxes(at: time))
        waiting.removeFirst()
      }
    }
    #expect(!streamed.isEmpty)
    tracker.finish()
    streamed += waiting.map { tracker.redactionBoxes(at: $0) }
    #expect(streamed == redactionBoxes(of: samples, TrackerOptions(maxGap: ms(2000))))
  }

  @Test(arguments: UInt64(1)...4)
  func `every detected box is covered at its time`(seed: UInt64) {
    let samples = crowd(seed: seed)
    var tracker = Tracker()
    for sample in samples { tracker.add(time: sample.time, sample.boxes.map { Observation(box: $0) }) }
    tracker.finish()
    for sample in samples {
      let redactionBoxes = tracker.redactionBoxes(at: sample.time)
      #expect(sample.boxes.allSatisfy { share(of: $0, in: redactionBoxes) > 0.9 })
    }
  }
}
