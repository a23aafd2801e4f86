import Geometry
import Tracking

/// The state of a flow path while it is being extended.
struct FlowTrack: Sendable {
  var path: FlowPath
  /// The number of the frame that it has reached.
  private(set) var frame: Int
  /// Whether it has ended: the face is lost, an observation has been reached, or the maximum duration.
  var isOver = false
  /// The appearance of the face; nil where the moves are known already.
  private let templateScore: TemplateScore?
  /// The last time at which the box reliably matched the face.
  private var lastReliable: MediaTime

  init(path: FlowPath, frame: Int, templateScore: TemplateScore?) {
    self.path = path
    self.frame = frame
    self.templateScore = templateScore
    lastReliable = path.end.time
  }

  /// The same with a whole path, which is not extended.
  func ended(with path: FlowPath) -> FlowTrack {
    var track = self
    (track.path, track.isOver) = (path, true)
    return track
  }

  /// Whether the path may last until a time.
  func isInSpan(_ time: MediaTime, _ maxSpan: MediaTime) -> Bool {
    (time - path.places[0].time).nanoseconds.magnitude <= maxSpan.nanoseconds.magnitude
  }

  /// Where the pixels lead to in the neighbouring frame; nil if the face is not found there.
  func move(to next: LumaFrame, _ pointFlow: PointFlow, _ pyramid: Pyramid) throws -> FlowMove? {
    guard let motion = try pointFlow.motion(of: path.end.box),
      let box = Self.move(path.end.box, by: motion, pyramid), let templateScore
    else { return nil }
    return FlowMove(
      box: box, deviation: motion.deviation, scaleDeviation: motion.scaleDeviation,
      score: templateScore.compared(to: next, box))
  }

  /// Extends the path to a neighbouring frame, or ends it.
  mutating func extend(to next: Frame, by move: FlowMove?) {
    guard let move, isFound(move.score, at: next.time) else {
      isOver = true
      return
    }
    let last = path.end
    let (deviation, scale) = (Double(move.deviation), Double(move.scaleDeviation))
    frame = next.number
    path.append(
      FlowPath.Place(
        time: next.time, box: move.box, variance: last.variance + deviation * deviation,
        sizeVariance: last.sizeVariance + scale * scale, isReliable: move.score > Self.reliableScore))
  }

  /// The box after a motion; nil outside the frame.
  private static func move(_ last: Box, by motion: BoxMotion, _ pyramid: Pyramid) -> Box? {
    let box = Box(
      centerX: last.centerX + Double(motion.shift.x) / pyramid.width,
      centerY: last.centerY + Double(motion.shift.y) / pyramid.height,
      width: last.width * Double(motion.scale), height: last.height * Double(motion.scale))
    return box.width > 0 && box.height > 0 && box.clipped() != nil ? box : nil
  }

  /// Whether a template score is that of the face, and it was not unreliable for too long.
  private mutating func isFound(_ score: Double, at time: MediaTime) -> Bool {
    if score > Self.reliableScore { lastReliable = time }
    let unreliable = (time - lastReliable).nanoseconds.magnitude
    return score > Self.lostScore && unreliable <= Self.longestUnreliable
  }

  /// The template score below which the face is lost, and that above which the match is reliable.
  private static let lostScore = 0.0
  private static let reliableScore = 0.5
  /// How long the match may be unreliable, in nanoseconds: an occlusion, or a turn of the head.
  private static let longestUnreliable: UInt64 = 400_000_000
}

extension FlowPath.Place {
  /// Whether one of the boxes is the face that was followed here.
  func isClaimed(by boxes: [Box]) -> Bool { boxes.contains { $0.iou(box) > Self.same } }

  /// The IoU of an observation with the followed box from which both are the same face.
  private static let same = 0.45
}

/// The appearance of a face at its detection, to verify a followed box by normalised cross-correlation (NCC).
struct TemplateScore: Sendable {
  private let patch: Patch

  init(_ image: LumaFrame, _ box: Box) { patch = Patch(image, box) }

  /// The score of a box in another frame, -1...1; 0 if undefined.
  func compared(to image: LumaFrame, _ box: Box) -> Double {
    patch.correlation(with: Patch(image, box)) ?? 0
  }
}

/// A box of a frame, sampled as 12 by 12 mean values; negative outside the frame.
struct Patch: Sendable {
  private var values: [Float]

  init(_ frame: LumaFrame, _ box: Box) {
    values = [Float](repeating: 0, count: Self.side * Self.side)
    let fine = 2 * Self.side
    for row in 0..<fine {
      let y = (box.top + box.height * (Double(row) + 0.5) / Double(fine)) * Double(frame.height)
      for column in 0..<fine {
        let x = (box.left + box.width * (Double(column) + 0.5) / Double(fine)) * Double(frame.width)
        let cell = row / 2 * Self.side + column / 2
        guard x >= 0, y >= 0, x < Double(frame.width), y < Double(frame.height) else {
          values[cell] = -.infinity
          continue
        }
        values[cell] += Float(frame.bytes[Int(y) * frame.width + Int(x)]) / 4
      }
    }
  }

  /// Normalised cross-correlation, -1...1, invariant to brightness and contrast; nil if either patch has no
  /// texture, or too few values of both are inside the frame.
  func correlation(with other: Patch) -> Double? {
    let common = values.indices.filter { values[$0] >= 0 && other.values[$0] >= 0 }
    guard common.count >= Self.side * Self.side / 8 else { return nil }
    let a = common.map { values[$0] }
    let b = common.map { other.values[$0] }
    let count = Float(common.count)
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (ab, aa, bb): (Float, Float, Float) = (0, 0, 0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    // A contrast of less than one grey level is noise.
    guard aa > count, bb > count else { return nil }
    return Double(ab / (aa * bb).squareRoot())
  }

  private static let side = 12
}
