import Foundation
import Geometry
import Tracking

/// Times the tracker alone: samples in, covers of every frame out. Processor time, which a busy machine does not
/// disturb much.
enum Speed {
  /// Prints the time per frame of a crowd that walks in and out, of one that stays in the picture, of one seen less
  /// often, and of a long video with a million boxes and more.
  static func measure() {
    let trials = [(124, 2.2, 3, Int64(200)), (121, 0.3, 3, 200), (122, 2.2, 3, 500), (20, 2.2, 180, 200)]
    for (heads, walk, minutes, interval) in trials {
      let family = Family(name: "speed", heads: heads, walk: (walk, walk / 4), hiding: (0, 1))
      let world = World(family, heights: (20, 60), seed: 1)
      let samples = Sampling(interval: interval).samples(of: world, seed: 1)
      let rounds = minutes * 60 / Int(World.seconds)
      let start = clock()
      let counts = run(samples, of: world, rounds: rounds)
      let micro = Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1e6
      let faces = Double(counts.boxes) / Double(rounds * samples.count)
      print(
        "\(heads) heads, \(Int(faces)) in the picture, every \(interval) ms, \(minutes) min: \(counts.boxes) boxes, "
          + "\(counts.redactionBoxes) covers, \((micro / 1e4).rounded() / 100) s, "
          + "\((micro / Double(counts.frames) * 10).rounded() / 10) µs a frame")
    }
  }

  /// Streams a world's samples through a tracker again and again, as if it were one long video.
  private static func run(_ samples: [Sample], of world: World, rounds: Int) -> (
    boxes: Int, redactionBoxes: Int, frames: Int
  ) {
    var tracker = Tracker()
    var counts = (boxes: 0, redactionBoxes: 0, frames: 0)
    for round in 0..<rounds {
      let start = MediaTime(seconds: Double(round) * World.seconds)
      for sample in samples {
        tracker.add(time: start + sample.time, sample.observations)
        counts.boxes += sample.observations.count
        while world.time(counts.frames) < tracker.decidedUntil {
          counts.redactionBoxes += tracker.redactionBoxes(at: world.time(counts.frames)).count
          counts.frames += 1
        }
      }
    }
    return counts
  }
}
