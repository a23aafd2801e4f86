import Evaluating
import Foundation
import Geometry

/// People who walk one after another towards a camera above a portal and out of the frame below it, as in the ChokePoint
/// set (Y. Wong et al., "Patch-based probabilistic image quality assessment for face selection", 2011): 800 x 600 pixels,
/// 30 frames a second. Sizes grow as 1 / distance, so the rate of their logarithm grows as well.
struct Portal {
  static let frameRate = 30.0
  private static let size = (width: 800.0, height: 600.0)
  /// The camera: pixels a metre at a distance of one metre, its row of the horizon, and its height above faces in metres.
  private static let camera = (focus: 800.0, horizon: 100.0, height: 0.65)
  /// How far away a face is found first, and the nearest that anyone comes, in metres.
  private static let distances = (first: 4.4, last: 0.4)
  /// Seconds between two people, on average.
  private static let pause = 2.0

  private var walkers: [Walker] = []
  private var count = 0

  /// The faces of all frames of so many seconds.
  static func frames(seconds: Double, _ chance: inout Chance) -> [[Face]] {
    var portal = Portal()
    return (0..<Int(seconds * frameRate)).map { frame in
      portal.move(1 / frameRate, &chance)
      return portal.faces(Double(frame) / frameRate)
    }
  }

  private mutating func move(_ step: Double, _ chance: inout Chance) {
    for index in walkers.indices { walkers[index].move(step, &chance) }
    walkers.removeAll { $0.distance < Self.distances.last }
    guard walkers.isEmpty || chance.happens(rate: 1 / Self.pause, within: step) else { return }
    walkers.append(Walker(number: count, distance: Self.distances.first, &chance))
    count += 1
  }

  private func faces(_ time: Double) -> [Face] {
    let all = walkers.map { ($0, box($0, time)) }
    return all.compactMap { walker, box in
      guard !walker.isPast, box.clipped() != nil else { return nil }
      let isInside = (0...1).contains(box.centerX) && (0...1).contains(box.centerY)
      let isBehind = all.contains { other, front in
        other.distance < walker.distance && (front.intersection(box)?.area ?? 0) > 0.6 * box.area
      }
      return Face(head: walker.number, box: box, isClear: isInside && !isBehind)
    }
  }

  private func box(_ walker: Walker, _ time: Double) -> Box {
    let (size, scale) = (Self.size, Self.camera.focus / walker.distance)
    let step = 2 * Double.pi * (walker.pace * time + walker.phase)
    let x = size.width / 2 + scale * (walker.side + walker.sway.x + 0.02 * sin(step / 2))
    let drop = Self.camera.height - walker.tallness + walker.sway.y + 0.02 * sin(step)
    let (width, height) = (scale * walker.face * 0.76, scale * walker.face)
    return Box(
      centerX: x / size.width, centerY: (Self.camera.horizon + scale * drop) / size.height,
      width: width / size.width, height: height / size.height)
  }
}

/// Someone who walks towards the camera. Lengths are in metres.
private struct Walker {
  let number: Int
  private(set) var distance: Double
  /// The height of the face, how far aside of the camera it is, and how far above the mean.
  let face: Double
  private(set) var side: Double
  let tallness: Double
  /// Steps a second.
  let pace: Double
  let phase: Double
  private(set) var sway = Tremble(cycles: 1.2, damping: 5)
  private let speed: Double
  private let drift: Double
  /// From which distance on the camera sees the top of the head, and no face.
  private let nearest: Double

  init(number: Int, distance: Double, _ chance: inout Chance) {
    self.number = number
    self.distance = distance
    face = chance.even(0.19, 0.24)
    side = chance.even(-0.6, 0.6)
    tallness = chance.normal(0.08)
    pace = chance.even(1.6, 2.2)
    phase = chance.even(0, 1)
    speed = chance.even(0.9, 1.6)
    drift = chance.normal(0.12)
    nearest = chance.even(0.9, 1.6)
  }

  /// Whether the face is no longer seen.
  var isPast: Bool { distance < nearest }

  mutating func move(_ step: Double, _ chance: inout Chance) {
    distance -= speed * step
    side += drift * step
    sway.move(step, 0.012, &chance)
  }
}
