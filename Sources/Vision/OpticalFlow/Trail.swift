import Geometry
import Tracking

/// A path while it is being found.
struct Trail: Sendable {
  var path: FollowedPath
  /// The frame that it has come to.
  private(set) var frame: Int
  /// Whether it goes no further: it is lost, has met an observation, or is old enough.
  var isOver = false
  private let likeness: Likeness
  /// The last instant at which the box certainly showed the face.
  private var surely: MediaTime

  init(path: FollowedPath, frame: Int, likeness: Likeness) {
    self.path = path
    self.frame = frame
    self.likeness = likeness
    surely = path.end.time
  }

  /// Goes on to a neighbouring frame, or is over.
  mutating func go(to next: Frame, _ follower: Follower, _ pyramid: Pyramid, _ maxSpan: MediaTime) throws {
    let start = path.places[0]
    guard (next.time - start.time).nanoseconds.magnitude <= maxSpan.nanoseconds.magnitude,
      let motion = try follower.motion(of: path.end.box)
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
    let likeness = likeness.compared(to: next.picture, box)
    if likeness > Self.sure { surely = next.time }
    guard likeness > Self.lost, (next.time - surely).nanoseconds.magnitude <= Self.patience else {
      isOver = true
      return
    }
    let (deviation, scale) = (Double(motion.deviation), Double(motion.scaleDeviation))
    frame = next.number
    path.append(
      FollowedPath.Place(
        time: next.time, box: box, variance: last.variance + deviation * deviation,
        sizeVariance: last.sizeVariance + scale * scale, isSure: likeness > Self.sure))
  }

  /// The likeness below which a box no longer shows the face, and that above which it certainly does.
  private static let lost = 0.0
  private static let sure = 0.5
  /// How long it may be in doubt, in nanoseconds: what passes before a face, or a turn of the head.
  private static let patience: UInt64 = 400_000_000
}

extension FollowedPath.Place {
  /// Whether one of some boxes is the face that was followed here.
  func isClaimed(by boxes: [Box]) -> Bool { boxes.contains { $0.iou(box) > Self.same } }

  /// The overlap of an observation with the followed box that makes it the same face.
  private static let same = 0.45
}
