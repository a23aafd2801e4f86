import Geometry
import Tracking

/// A path while it is being found.
struct FlowTrack: Sendable {
  var path: FlowPath
  /// The frame that it has come to.
  private(set) var frame: Int
  /// Whether it goes no further: it is lost, has met an observation, or is old enough.
  var isOver = false
  private let templateScore: TemplateScore
  /// The last instant at which the box certainly showed the face.
  private var surely: MediaTime

  init(path: FlowPath, frame: Int, templateScore: TemplateScore) {
    self.path = path
    self.frame = frame
    self.templateScore = templateScore
    surely = path.end.time
  }

  /// Goes on to a neighbouring frame, or is over.
  mutating func go(to next: Frame, _ pointFlow: PointFlow, _ pyramid: Pyramid, _ maxSpan: MediaTime) throws {
    let start = path.places[0]
    guard (next.time - start.time).nanoseconds.magnitude <= maxSpan.nanoseconds.magnitude,
      let motion = try pointFlow.motion(of: path.end.box)
    else {
      isOver = true
      return
    }
    let last = path.end
    let box = Box(
      centerX: last.box.centerX + Double(motion.shift.x) / pyramid.width,
      centerY: last.box.centerY + Double(motion.shift.y) / pyramid.height,
      width: last.box.width * Double(motion.scale), height: last.box.height * Double(motion.scale))
    guard box.width > 0, box.height > 0, box.clipped() != nil else {
      isOver = true
      return
    }
    let templateScore = templateScore.compared(to: next.picture, box)
    if templateScore > Self.sure { surely = next.time }
    guard templateScore > Self.lost, (next.time - surely).nanoseconds.magnitude <= Self.retry else {
      isOver = true
      return
    }
    let (deviation, scale) = (Double(motion.deviation), Double(motion.scaleDeviation))
    frame = next.number
    path.append(
      FlowPath.Place(
        time: next.time, box: box, variance: last.variance + deviation * deviation,
        sizeVariance: last.sizeVariance + scale * scale, isSure: templateScore > Self.sure))
  }

  /// The likeness below which a box no longer shows the face, and that above which it certainly does.
  private static let lost = 0.0
  private static let sure = 0.5
  /// How long it may be in doubt, in nanoseconds: what passes before a face, or a turn of the head.
  private static let retry: UInt64 = 400_000_000
}

extension FlowPath.Place {
  /// Whether one of some boxes is the face that was followed here.
  func isClaimed(by boxes: [Box]) -> Bool { boxes.contains { $0.iou(box) > Self.same } }

  /// The overlap of an observation with the followed box that makes it the same face.
  private static let same = 0.45
}

/// What a face looked like when it was detected, to tell whether a followed box still shows it.
struct TemplateScore: Sendable {
  private let patch: Patch

  init(_ picture: LumaFrame, _ box: Box) { patch = Patch(picture, box) }

  /// How much a box of another picture looks the same, -1...1; 0 where that cannot be told.
  func compared(to picture: LumaFrame, _ box: Box) -> Double {
    patch.correlation(with: Patch(picture, box)) ?? 0
  }
}
