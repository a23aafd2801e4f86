public import Geometry

/// The area that boxes cover together, each point counted once: a sweep over their left and right edges.
public func unionArea(_ boxes: [Box]) -> Double {
  guard boxes.count > 1 else { return boxes.first?.area ?? 0 }
  let edges = boxes.flatMap { [$0.left, $0.right] }.sorted()
  let byTop = boxes.sorted { $0.top < $1.top }
  var area = 0.0
  for (left, right) in zip(edges, edges.dropFirst()) where right > left {
    var height = 0.0
    var bottom = -Double.infinity
    for box in byTop where box.left <= left && box.right >= right {
      height += max(0, box.bottom - max(bottom, box.top))
      bottom = max(bottom, box.bottom)
    }
    area += height * (right - left)
  }
  return area
}
