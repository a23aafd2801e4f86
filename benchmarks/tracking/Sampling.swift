import Evaluating
import Foundation
import Geometry
import Tracking

/// What a detector tells about a world: a few samples a second, with its errors.
struct Sampling {
  /// Milliseconds between samples.
  var interval: Int64
  /// Standard deviation of centre and size, as a ratio of the size.
  var jitter = 0.03
  /// Misses that stand alone, and the chance that a run of misses begins.
  var misses = (alone: 0.045, run: 0.01)
  /// False boxes a sample.
  var falseBoxes = 0.03

  /// The samples of a world.
  func samples(of world: World, seed: UInt64) -> [Sample] {
    var chance = Chance(seed: seed ^ UInt64(interval))
    var blind: [Int: Int] = [:]
    var samples: [Sample] = []
    var time: Int64 = 0
    while true {
      let frame = Int((Double(time) * world.frameRate / 1000).rounded())
      guard frame < world.frames.count else { return samples }
      time += interval
      // Where frames are further apart than samples would be.
      guard samples.last.map({ $0.time < world.time(frame) }) ?? true else { continue }
      var found = world.frames[frame].filter(\.isClear).compactMap { see($0, &blind, &chance) }
      if chance.happens(falseBoxes) { found.append(ghost(world, &chance)) }
      samples.append(Sample(time: world.time(frame), observations: found))
    }
  }

  private func see(_ face: Face, _ blind: inout [Int: Int], _ chance: inout Chance) -> Observation? {
    if let left = blind[face.head], left > 0 {
      blind[face.head] = left - 1
      return nil
    }
    if chance.happens(misses.run) { blind[face.head] = Int(chance.even(1, 5)) }
    guard !chance.happens(misses.alone), blind[face.head] ?? 0 == 0 else { return nil }
    let box = face.box
    return Observation(
      box: Box(
        centerX: box.centerX + chance.normal(jitter) * box.width,
        centerY: box.centerY + chance.normal(jitter) * box.height,
        width: box.width * (1 + chance.normal(jitter)), height: box.height * (1 + chance.normal(jitter))))
  }

  /// A false box, about as large as the faces there are.
  private func ghost(_ world: World, _ chance: inout Chance) -> Observation {
    let (minHeight, maxHeight) = (world.heights.0 / 2, world.heights.1 * 2)
    let height = minHeight * pow(maxHeight / minHeight, chance.even(0, 1))
    return Observation(
      box: Box(
        centerX: chance.even(0, 1), centerY: chance.even(0, 1), width: height * 0.43, height: height),
      confidence: chance.even(50, 80))
  }
}

/// What was detected at one instant.
struct Sample: Sendable {
  var time: MediaTime
  var observations: [Observation]
}
