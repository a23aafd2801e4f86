import FrameveilTesting
import Geometry
import OpticalFlow
import Testing
import Tracking

/// The tracker's coverage with and without optical flow: a square that swings out and back between two
/// samples.
@Suite(.blocking) struct CoverageTests {
  private static let last = 50
  /// Samples every 12 frames, 480 ms; the square is at rest at each and moves in between.
  private static func place(_ frame: Int) -> Double {
    160 + (frame / 12 % 2 == 0 ? 1 : -1) * swing(frame % 12)
  }
  private static func swing(_ step: Int) -> Double { 7 * Double(min(step, 12 - step)) }
  private static func truth(_ frame: Int) -> Box { Scene.box(place(frame), 90) }
  private static let sampled = stride(from: 0, through: last, by: 12).map { $0 }
  private static let boxes = Dictionary(uniqueKeysWithValues: sampled.map { ($0, [truth($0)]) })
  private static func pictures(pillar: Range<Int> = 0..<0) -> [LumaFrame] {
    (0...last).map { Scene.picture(place($0), 90, pillar: pillar) }
  }

  private static func tracker(_ boxes: [Int: [Box]]) -> Tracker {
    var tracker = Tracker()
    for frame in sampled {
      tracker.add(time: ms(Int64(frame) * 40), (boxes[frame] ?? []).map { Observation(box: $0) })
    }
    tracker.finish()
    return tracker
  }

  /// The largest share of the true box that one redaction box covers, frame by frame; and the total area.
  private static func shares(_ flowTracker: FlowTracker?, _ boxes: [Int: [Box]]) -> (
    hidden: [Double], area: Double
  ) {
    var tracker = tracker(boxes)
    var area = 0.0
    let hidden = (0...last).map { frame in
      let time = ms(Int64(frame) * 40)
      let redactionBoxes =
        flowTracker.map { tracker.redactionBoxes(at: time, guidedBy: $0) } ?? tracker.redactionBoxes(at: time)
      area += redactionBoxes.map(\.box.area).reduce(0, +)
      return redactionBoxes.map { ($0.box.intersection(truth(frame))?.area ?? 0) / truth(frame).area }.max()
        ?? 0
    }
    return (hidden, area)
  }

  @Test("A swing between two samples is covered completely, with a smaller area than without optical flow")
  func hidesSwings() throws {
    let flowTracker = try flowTracker(Self.pictures(), Self.boxes)
    let (plain, guided) = (Self.shares(nil, Self.boxes), Self.shares(flowTracker, Self.boxes))
    #expect(plain.hidden.filter { $0 < 0.9 }.count > 10)
    #expect(guided.hidden.filter { $0 < 0.9 }.isEmpty)
    #expect(guided.area < plain.area)
  }

  @Test("A face with two missed detections stays covered where the frames show it")
  func hidesMissed() throws {
    var boxes = Self.boxes
    (boxes[36], boxes[48]) = (nil, nil)
    let flowTracker = try flowTracker(Self.pictures(), boxes)
    #expect(Self.shares(nil, boxes).hidden[24...48].contains { $0 < 0.9 })
    #expect(Self.shares(flowTracker, boxes).hidden[24...48].allSatisfy { $0 >= 0.9 })
    var tracker = Self.tracker(boxes)
    #expect(tracker.redactionBoxes(at: ms(1840), guidedBy: flowTracker).map(\.reason) == [.followed])
  }

  @Test(
    "Frames without usable motion never reduce the coverage",
    arguments: ["noise", "blank", "one noise frame", "pillar", "wrong boxes"])
  func neverWorse(_ kind: String) throws {
    var pictures = Self.pictures()
    var boxes = Self.boxes
    switch kind {
    case "noise": pictures = pictures.indices.map { Scene.noise(seed: UInt64($0)) }
    case "blank": pictures = pictures.map { _ in Scene.blank }
    case "one noise frame": pictures[30] = Scene.noise(seed: 7)
    case "pillar": pictures = Self.pictures(pillar: 120..<150)
    default: for frame in Self.sampled { boxes[frame]?.append(Scene.box(40, 40)) }
    }
    let flowTracker = try flowTracker(pictures, boxes)
    let (plain, guided) = (Self.shares(nil, boxes), Self.shares(flowTracker, boxes))
    for (frame, (before, after)) in zip(plain.hidden, guided.hidden).enumerated() {
      #expect(after >= min(before, 0.9), "frame \(frame)")
    }
    #expect(guided.hidden.filter { $0 < 0.9 }.count <= plain.hidden.filter { $0 < 0.9 }.count)
  }

  @Test("A false positive that is followed well is covered for no longer than without optical flow")
  func falseBox() throws {
    let ghost = [24: [Scene.box(40, 40)]]
    let flowTracker = try flowTracker(Self.pictures(), ghost)
    var (plain, guided) = (Self.tracker(ghost), Self.tracker(ghost))
    for frame in 0...Self.last {
      let time = ms(Int64(frame) * 40)
      #expect(
        plain.redactionBoxes(at: time).isEmpty
          == guided.redactionBoxes(at: time, guidedBy: flowTracker).isEmpty)
    }
  }
}
