import Evaluating
import Foundation
import Geometry

/// A head that walks, starts and stops at once, bobs at each step, turns, nods and shakes.
struct Head {
  let number: Int
  private(set) var height: Double
  private(set) var isHidden = false
  private var x: Double
  private var y: Double
  private var speed = (x: 0.0, y: 0.0)
  private var aim = (x: 0.0, y: 0.0)
  private var growth = 0.0
  private var aspect = 0.0
  private let pace: Double
  private let phase: Double
  private let bob: Double
  private var gait = 0.0
  private var shaking = (left: 0.0, x: 0.0, y: 0.0, pace: 2.0, phase: 0.0)
  private var hiddenFor = 0.0
  private var sway = Tremble(cycles: 1.2, damping: 5)

  init(
    number: Int, x: Double, y: Double, _ heights: (Double, Double), _ family: Family, _ chance: inout Chance
  ) {
    self.number = number
    self.x = x
    self.y = y
    height = heights.0 * pow(heights.1 / heights.0, chance.even(0, 1))
    pace = chance.even(1.6, 2.2)
    phase = chance.even(0, 1)
    bob = family.bob * chance.even(0.4, 1.2)
    turn(family, &chance)
    speed = aim
  }

  /// Walks into the picture from a side: left, right, top, bottom.
  mutating func walkIn(side: Int) {
    let minSpeed = 2.0
    if side < 2 { aim.x = max(minSpeed, abs(aim.x)) * (side == 0 ? 1 : -1) }
    if side > 1 { aim.y = max(minSpeed / 2, abs(aim.y)) * (side == 2 ? 1 : -1) }
    speed = aim
  }

  /// Walks at the height of another, the other way, about as large.
  mutating func meet(_ other: Head, _ chance: inout Chance) {
    height = other.height * chance.even(0.8, 1.25)
    y = other.y + chance.normal(0.3) * height
    aim.y = other.aim.y
  }

  mutating func move(_ step: Double, _ camera: Camera, _ family: Family, _ chance: inout Chance) {
    if chance.happens(rate: family.turns, within: step) { turn(family, &chance) }
    let ease = 1 - exp(-step / family.easing)
    speed.x += ease * (aim.x - speed.x)
    speed.y += ease * (aim.y - speed.y)
    let shift = camera.shift
    x += (speed.x * height + growth * (x - shift.x - 960)) * step
    y += (speed.y * height + growth * (y - shift.y - 540)) * step
    height = max(10, height * exp(growth * step))
    // Who stands right before the camera comes no closer, and passes by.
    if height > 450 { growth = min(0, growth) }
    aspect += -aspect * step / 0.5 + chance.normal(0.12 * (2 * step).squareRoot())
    gait += ease * (min(1, abs(speed.x) + abs(speed.y)) - gait)
    sway.move(step, family.sway, &chance)
    gesture(step, family, &chance)
  }

  /// Whether it is far enough outside the picture to be forgotten.
  func isFar(_ camera: Camera) -> Bool {
    let (px, py) = (x - camera.shift.x, y - camera.shift.y)
    let reach = max(height, 100)
    return px < -reach || px > 1920 + reach || py < -reach || py > 1080 + reach
  }

  /// The face's box in ratios of the picture.
  func box(_ time: Double, _ camera: Camera) -> Box {
    let step = 2 * Double.pi * (pace * time + phase)
    let shake = shaking.left > 0 ? sin(2 * .pi * (shaking.pace * shaking.left + shaking.phase)) : 0
    let px = x - camera.shift.x + height * (sway.x + 0.6 * bob * gait * sin(step / 2) + shaking.x * shake)
    let py = y - camera.shift.y + height * (sway.y + bob * gait * sin(step) + shaking.y * shake)
    let width = 0.76 * exp(aspect) * height
    return Box(centerX: px / 1920, centerY: py / 1080, width: width / 1920, height: height / 1080)
  }

  /// Starts, stops or turns.
  private mutating func turn(_ family: Family, _ chance: inout Chance) {
    let stands = chance.happens(family.standing)
    let pace = (x: chance.even(0.4, 1.6), y: chance.even(-1.5, 1.5))
    let side = chance.happens(0.8) == (aim.x >= 0) ? 1.0 : -1.0
    aim = stands ? (0, 0) : (side * pace.x * family.walk.across, pace.y * family.walk.down)
    growth = stands ? 0 : family.growth.mean + chance.normal(family.growth.spread)
  }

  /// Nods and shakes for a while, or turns the face away.
  private mutating func gesture(_ step: Double, _ family: Family, _ chance: inout Chance) {
    shaking.left = max(0, shaking.left - step)
    if shaking.left == 0, chance.happens(rate: family.shaking.rate, within: step) {
      let reach = family.shaking.reach * chance.even(0.3, 1.2)
      let isNod = chance.happens(0.3)
      shaking = (
        chance.even(0.5, 2.5), isNod ? 0 : reach, isNod ? reach : reach / 5, chance.even(0.8, 2.5), 0
      )
    }
    hiddenFor = max(0, hiddenFor - step)
    if hiddenFor == 0, chance.happens(rate: family.hiding.rate, within: step) {
      hiddenFor = family.hiding.seconds * chance.even(0.3, 1.7)
    }
    isHidden = hiddenFor > 0
  }
}
