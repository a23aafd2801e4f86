import Evaluating
import Foundation
import Geometry

/// The heads of a world, kept at a steady number: who leaves is replaced by one who comes in.
struct Crowd {
  private var heads: [Head] = []
  private var count = 0
  private let heights: (Double, Double)

  init(_ family: Family, _ heights: (Double, Double), _ chance: inout Chance) {
    self.heights = heights
    for _ in 0..<family.heads {
      heads.append(
        Head(
          number: count, x: chance.even(100, 1820), y: chance.even(100, 980), heights, family, &chance))
      count += 1
    }
  }

  mutating func move(
    _ step: Double, _ time: Double, _ camera: Camera, _ family: Family, _ chance: inout Chance
  ) {
    for index in heads.indices { heads[index].move(step, camera, family, &chance) }
    heads.removeAll { $0.isFar(camera) }
    while heads.count < family.heads { heads.append(entering(camera, family, &chance)) }
  }

  /// The faces in the picture that are not turned away.
  func faces(_ time: Double, _ camera: Camera) -> [Face] {
    let all = heads.map { ($0, $0.box(time, camera)) }
    return all.compactMap { head, box in
      guard !head.isHidden, box.clipped() != nil else { return nil }
      let isInside = (0...1).contains(box.centerX) && (0...1).contains(box.centerY)
      let isBehind = all.contains { other, front in
        other.height > head.height && (front.intersection(box)?.area ?? 0) > 0.6 * box.area
      }
      return Face(head: head.number, box: box, isClear: isInside && !isBehind)
    }
  }

  /// Someone new, just outside one of the borders, walking in; with crossings, towards someone who is there.
  private mutating func entering(_ camera: Camera, _ family: Family, _ chance: inout Chance) -> Head {
    let shift = camera.shift
    let side = family.walk.down * 2 > family.walk.across ? Int(chance.even(0, 4)) : Int(chance.even(0, 2))
    let along = chance.even(0.05, 0.95)
    let (x, y) = [(-0.03, along), (1.03, along), (along, -0.03), (along, 1.03)][side]
    var head = Head(
      number: count, x: x * 1920 + shift.x, y: y * 1080 + shift.y, heights, family, &chance)
    count += 1
    head.walkIn(side: side)
    if family.crosses, let other = heads.randomElement(using: &chance) { head.meet(other, &chance) }
    return head
  }
}
