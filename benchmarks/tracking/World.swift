import Evaluating
import Foundation
import Geometry

/// One face of the truth on one frame.
struct Face {
  var head: Int
  var box: Box
  /// Whether it is to be found and hidden: its centre lies in the picture, and no nearer head hides most of it. What
  /// else is seen of a face cannot leak; it counts as faces' area, and to hide it is no over-blur.
  var isClear: Bool
}

/// A video: the true faces of each frame.
struct World {
  /// How long a made-up one is.
  static let seconds = 40.0

  let family: String
  /// Between which heights most faces are, as ratios of the picture's.
  let heights: (Double, Double)
  let frameRate: Double
  private(set) var frames: [[Face]] = []

  /// The instant of a frame.
  func time(_ frame: Int) -> MediaTime { MediaTime(seconds: Double(frame) / frameRate) }

  /// The instants of all frames.
  var times: [MediaTime] { frames.indices.map(time) }

  /// A video whose truth is known.
  init(_ family: String, heights: (Double, Double), frameRate: Double, frames: [[Face]]) {
    (self.family, self.heights, self.frameRate, self.frames) = (family, heights, frameRate, frames)
  }

  /// Plays a family's heads, which start between two heights in pixels, before its camera.
  init(_ family: Family, heights: (Double, Double), seed: UInt64) {
    self.family = family.name
    self.heights = (heights.0 / 1080, heights.1 / 1080)
    var chance = Chance(seed: seed)
    guard !family.isPortal else {
      frameRate = Portal.frameRate
      frames = Portal.frames(seconds: Self.seconds, &chance)
      return
    }
    frameRate = 25
    var camera = Camera()
    var crowd = Crowd(family, heights, &chance)
    let step = 1 / frameRate
    for frame in 0..<Int(Self.seconds * frameRate) {
      let time = Double(frame) * step
      camera.move(step, (heights.0 * heights.1).squareRoot(), family, &chance)
      crowd.move(step, time, camera, family, &chance)
      frames.append(crowd.faces(time, camera))
    }
  }
}

/// Where the camera looks, in pixels: a pan that starts and stops, and the tremble of a hand.
struct Camera {
  private var x = 0.0
  private var y = 0.0
  private var speed = (x: 0.0, y: 0.0)
  private var aim = (x: 0.0, y: 0.0)
  private var tremble = Tremble(cycles: 2, damping: 5)

  mutating func move(_ step: Double, _ unit: Double, _ family: Family, _ chance: inout Chance) {
    if chance.happens(rate: family.pan.turns, within: step) {
      let pan = family.pan.speed * unit
      aim = chance.happens(0.7) ? (pan * chance.even(-1.5, 1.5), pan * chance.even(-0.4, 0.4)) : (0, 0)
    }
    let ease = 1 - exp(-step / 0.15)
    speed.x += ease * (aim.x - speed.x)
    speed.y += ease * (aim.y - speed.y)
    tremble.move(step, family.shake * unit, &chance)
    x += speed.x * step
    y += speed.y * step
  }

  /// The whole shift of the picture.
  var shift: (x: Double, y: Double) { (x + tremble.x, y + tremble.y) }
}

/// A damped spring kicked at random: swings of no fixed rhythm around a pace.
struct Tremble {
  private(set) var x = 0.0
  private(set) var y = 0.0
  private var speed = (x: 0.0, y: 0.0)
  private let stiffness: Double
  private let damping: Double

  /// Swings of so many cycles a second, which forget themselves at a rate of half the damping.
  init(cycles: Double, damping: Double) {
    stiffness = 4 * Double.pi * Double.pi * cycles * cycles
    self.damping = damping
  }

  /// Goes on by a step; `deviation` is the standard deviation of the swings.
  mutating func move(_ step: Double, _ deviation: Double, _ chance: inout Chance) {
    let kick = deviation * (2 * stiffness * damping * step).squareRoot()
    speed.x += chance.normal(kick) - (stiffness * x + damping * speed.x) * step
    speed.y += chance.normal(kick) - (stiffness * y + damping * speed.y) * step
    x += speed.x * step
    y += speed.y * step
  }
}
