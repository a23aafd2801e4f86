public import Geometry

/// A box with elliptic corners: a plain box, or an ellipse, or anything between.
public struct Shape: Sendable {
  public let box: Box
  /// The semi-axes of the corners, in ratios of the picture's size.
  private let radii: SIMD2<Double>

  public init(_ box: Box, radii: SIMD2<Double> = .zero) {
    self.box = box
    self.radii = radii.x > 0 && radii.y > 0 ? radii : .zero
  }

  /// The ellipse in a box.
  public init(ellipseIn box: Box) { self.init(box, radii: SIMD2(box.width / 2, box.height / 2)) }

  public var hasCorners: Bool { radii.x > 0 }

  /// From where to where it reaches on a row; nil where it does not.
  func span(at y: Double) -> (left: Double, right: Double)? {
    guard y > box.top, y < box.bottom else { return nil }
    let depth = max(0, radii.y - min(y - box.top, box.bottom - y))
    guard depth > 0 else { return (box.left, box.right) }
    let part = depth / radii.y
    let inset = radii.x * (1 - (1 - part * part).squareRoot())
    return (box.left + inset, box.right - inset)
  }
}

/// The area of shapes on rows of a picture that are so far apart, each point counted once; within the picture.
public func unionArea(_ shapes: [Shape], rows step: Double) -> Double {
  let byTop = shapes.sorted { $0.box.top < $1.box.top }
  var next = byTop.startIndex
  var here: [Shape] = []
  var area = 0.0
  for y in stride(from: step / 2, to: 1, by: step) {
    while next < byTop.endIndex, byTop[next].box.top < y {
      here.append(byTop[next])
      next += 1
    }
    guard !here.isEmpty else { continue }
    here.removeAll { $0.box.bottom <= y }
    area += step * length(here.compactMap { $0.span(at: y) }.sorted { $0.left < $1.left })
  }
  return area
}

/// The share of a shape within the picture that others cover, on so many rows.
public func share(of shape: Shape, coveredBy others: [Shape], rows: Int = 24) -> Double {
  guard let seen = shape.box.clipped() else { return 1 }
  var (whole, covered) = (0.0, 0.0)
  for row in 0..<rows {
    let y = seen.top + (Double(row) + 0.5) / Double(rows) * seen.height
    guard let own = shape.span(at: y) else { continue }
    let spans = others.compactMap { $0.span(at: y) }.map {
      (max($0.left, own.left), min($0.right, own.right))
    }
    whole += length([own])
    covered += length(spans.filter { $0.0 < $0.1 }.sorted { $0.0 < $1.0 })
  }
  return whole > 0 ? covered / whole : 1
}

/// The length that spans in order of their left ends cover together within the picture.
private func length(_ spans: [(left: Double, right: Double)]) -> Double {
  var (length, end) = (0.0, 0.0)
  for span in spans {
    length += max(0, min(1, span.right) - max(end, span.left))
    end = max(end, span.right)
  }
  return length
}
