import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Finalizing before later samples are known, for a caller with a bounded look-ahead.
@Suite(.blocking) struct FinalizingTests {
  /// The redaction boxes of every frame, finalized when samples up to `lookAhead` after the frame are known.
  private func redactionBoxes(_ samples: [(MediaTime, [Observation])], lookAhead: Int64) -> [[RedactionBox]] {
    var tracker = Tracker()
    var next = 0
    return stride(from: Int64(0), through: 4000, by: 40).map { now in
      while next < samples.count, samples[next].0 <= ms(now + lookAhead) {
        tracker.add(time: samples[next].0, samples[next].1)
        next += 1
      }
      tracker.decide(upTo: ms(now))
      return tracker.redactionBoxes(at: ms(now))
    }
  }

  private func walk(seenUntil end: Int64 = 4000) -> [(MediaTime, [Observation])] {
    everyFifth(4).map { time in
      let box = Box(left: 0.1 + 0.05 * Double(time) / 1000, top: 0.4, width: 0.1, height: 0.1)
      return (ms(time), time <= end ? [Observation(box: box)] : [])
    }
  }

  @Test(arguments: [Int64(0), 200, 700]) func `a detected face is covered in every frame`(
    lookAhead: Int64
  ) {
    let redactionBoxes = redactionBoxes(walk(), lookAhead: lookAhead)
    for (frame, redactionBoxes) in redactionBoxes.enumerated() {
      let left = 0.1 + 0.05 * Double(frame) * 0.04
      let face = Box(left: left, top: 0.4, width: 0.1, height: 0.1)
      #expect(redactionBoxes.count == 1)
      #expect((redactionBoxes.first?.box.intersection(face)?.area ?? 0) > 0.99 * face.area, "frame \(frame)")
    }
    #expect(Set(redactionBoxes.joined().map(\.track)) == [0])
  }

  @Test func `with a look-ahead of a second, redaction boxes are nearly those of all samples`() {
    let (near, far) = (redactionBoxes(walk(), lookAhead: 1400), redactionBoxes(walk(), lookAhead: 10_000))
    for (near, far) in zip(near.joined(), far.joined()) {
      #expect(abs(near.box.left - far.box.left) < 0.003 * far.box.width)
      #expect(abs(near.box.width - far.box.width) < 0.006 * far.box.width)
    }
  }

  @Test func `a lost face is covered for one interval`() {
    let redactionBoxes = redactionBoxes(walk(seenUntil: 2000), lookAhead: 400)
    #expect(!redactionBoxes[2160 / 40].isEmpty)
    #expect(redactionBoxes[2240 / 40].isEmpty)
  }
}
