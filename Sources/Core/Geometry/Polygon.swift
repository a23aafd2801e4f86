/// A closed polygon in ratios of the displayed frame, with the even-odd fill rule.
public struct Polygon: Hashable, Sendable {
  /// The vertices in order; the last is connected to the first.
  public let corners: [SIMD2<Double>]

  /// Returns nil for fewer than three vertices or no area.
  public init?(_ corners: [SIMD2<Double>]) {
    self.corners = corners
    // The shoelace formula.
    let area = edges.reduce(0) { $0 + $1.start.x * $1.end.y - $1.end.x * $1.start.y }
    guard corners.count >= 3, abs(area) > 1e-9 else { return nil }
  }

  /// Whether a point is inside: ray casting to the right.
  public func contains(_ point: SIMD2<Double>) -> Bool {
    edges.count { edge in
      guard (edge.start.y > point.y) != (edge.end.y > point.y) else { return false }
      let part = (point.y - edge.start.y) / (edge.end.y - edge.start.y)
      return edge.start.x + part * (edge.end.x - edge.start.x) > point.x
    } % 2 == 1
  }

  /// Whether the polygon and a box intersect.
  public func touches(_ box: Box) -> Bool { contains(box.center) || edges.contains { meets($0, box) } }

  /// Whether a box is completely inside.
  public func contains(_ box: Box) -> Bool { contains(box.center) && !edges.contains { meets($0, box) } }

  private var edges: [(start: SIMD2<Double>, end: SIMD2<Double>)] {
    corners.indices.map { (corners[$0], corners[($0 + 1) % corners.count]) }
  }

  /// Whether an edge and a box intersect (Y.-D. Liang, B. Barsky, "A new concept and method for line
  /// clipping", 1984).
  private func meets(_ edge: (start: SIMD2<Double>, end: SIMD2<Double>), _ box: Box) -> Bool {
    var inside = 0.0...1.0
    let way = edge.end - edge.start
    for (low, high, start, step) in [
      (box.left, box.right, edge.start.x, way.x), (box.top, box.bottom, edge.start.y, way.y),
    ] {
      guard step != 0 else {
        if start < low || start > high { return false }
        continue
      }
      let (a, b) = ((low - start) / step, (high - start) / step)
      let part = min(a, b)...max(a, b)
      guard part.overlaps(inside) else { return false }
      inside = part.clamped(to: inside)
    }
    return true
  }
}
