import FrameveilTesting
import Geometry
import Testing
import Tracking

/// Sizes along flow paths.
@Suite(.blocking) struct FlowSizeTests {
  private static let box = Box(left: 0.4, top: 0.4, width: 0.1, height: 0.1)

  /// Points that stick to the background: the box at the other end of a path has another size, and the same centre.
  private struct Growing: MotionEvidence {
    let factor: Double
    let isReliable: Bool

    func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath? {
      var path = FlowPath(from: box, at: time)
      let step = ms(200)
      path.append(
        FlowPath.Place(
          time: direction == .forward ? time + step : time - step,
          box: Box(
            centerX: box.centerX, centerY: box.centerY, width: box.width * factor, height: box.height * factor
          ),
          variance: 0, sizeVariance: 0, isReliable: isReliable))
      return path
    }
  }

  @Test(arguments: [0.2, 0.5, 2, 5, 20], [false, true])
  func `the size of a face stays near its sizes at the samples on both sides`(
    factor: Double, isReliable: Bool
  ) {
    var tracker = Tracker()
    for time in stride(from: Int64(0), through: 2000, by: 200) {
      tracker.add(time: ms(time), [Observation(box: Self.box)])
    }
    tracker.finish()
    let evidence = Growing(factor: factor, isReliable: isReliable)
    for time in stride(from: Int64(0), through: 2000, by: 50) {
      let boxes = tracker.redactionBoxes(at: ms(time), guidedBy: evidence).map(\.box)
      #expect(boxes.allSatisfy { $0.width < 2 * Self.box.width })
      #expect(boxes.contains { $0.union(Self.box).area < 1.0001 * $0.area })
    }
  }
}
