import Evaluating
import Geometry
import Tracking

/// What was detected at one instant.
struct Sample: Sendable {
  var frame: Int
  var observations: [Observation] = []
  /// The heads among them.
  var heads: Set<Int> = []
  var time: MediaTime { Clip.time(frame) }
}

/// A detector that looks at a clip now and then, with the errors of a real one: 3 % jitter, 7 % misses, a third of
/// them in runs, and now and then a false box.
struct Detector {
  private var chance: Chance
  private var blind: [Int: Int] = [:]

  /// The samples of a clip, so many milliseconds apart.
  static func samples(of clip: Clip, interval: Int, seed: UInt64) -> [Sample] {
    var detector = Detector(chance: Chance(seed: seed ^ UInt64(interval)))
    let times = stride(
      from: 0.0, to: Double(clip.pictures.count) / Clip.frameRate, by: Double(interval) / 1000)
    return times.map { Int(($0 * Clip.frameRate).rounded()) }.filter { $0 < clip.pictures.count }
      .map { detector.look(at: clip.faces[$0], on: $0) }
  }

  private mutating func look(at faces: [Face], on frame: Int) -> Sample {
    var found = Sample(frame: frame)
    for face in faces where face.visible >= 0.5 && !misses(face) {
      found.observations.append(Observation(box: jittered(face.box)))
      found.heads.insert(face.head)
    }
    if chance.happens(0.03) {
      let height = chance.even(0.02, 0.2)
      found.observations.append(
        Observation(
          box: Box(
            centerX: chance.even(0, 1), centerY: chance.even(0, 1), width: height * 0.43, height: height),
          confidence: 60))
    }
    return found
  }

  private mutating func misses(_ face: Face) -> Bool {
    if let left = blind[face.head], left > 0 {
      blind[face.head] = left - 1
      return true
    }
    if chance.happens(0.01) { blind[face.head] = Int(chance.even(1, 4)) }
    return chance.happens(0.045)
  }

  private mutating func jittered(_ box: Box) -> Box {
    let jitter = 0.03
    return Box(
      centerX: box.centerX + chance.normal(jitter) * box.width,
      centerY: box.centerY + chance.normal(jitter) * box.height,
      width: box.width * (1 + chance.normal(jitter)), height: box.height * (1 + chance.normal(jitter)))
  }
}
