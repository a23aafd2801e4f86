import Geometry

/// The motion of boxes from one frame to the next, by sparse optical flow.
///
/// A grid of points is followed to the next frame (pyramidal Lucas-Kanade: J.-Y. Bouguet 2000) and back;
/// points with a large forward-backward error are dropped, and the medians of the others are the motion of
/// the box: Z. Kalal, K. Mikolajczyk, J. Matas, "Forward-Backward Error: Automatic Detection of Tracking
/// Failures" (ICPR 2010).
struct PointFlow {
  private let from: Pyramid
  private let to: Pyramid
  /// The global translation of the frame: the initial guess of each search.
  private let shift: Point

  /// Both frames have the same size.
  init(from: Pyramid, to: Pyramid) throws {
    self.from = from
    self.to = to
    let points = Self.grid(Box.picture, from, columns: 6, rows: 4)
    let found = try from.follow(points, to: to, guesses: points, levels: Pyramid.levels)
    let moves = zip(points, found).compactMap { point, found in found.map { $0 - point } }
    shift = moves.count < 8 ? .zero : Point(median(moves.map(\.x)), median(moves.map(\.y)))
  }

  /// The motion of a box to the next frame; nil if too few of its points can be followed.
  func motion(of box: Box) throws -> BoxMotion? {
    let core = Box(
      centerX: box.centerX, centerY: box.centerY, width: box.width * Self.core, height: box.height * Self.core
    )
    let size = Float(min(box.width * from.width, box.height * from.height))
    let points = Self.grid(core, from, columns: Self.side, rows: Self.side).filter(isInside)
    guard points.count >= Self.minPoints else { return nil }
    let levels = Self.levels(for: size)
    let found = try from.follow(points, to: to, guesses: points.map { $0 + shift }, levels: levels)
    let pairs = zip(points, found).compactMap { point, found in found.map { (from: point, to: $0) } }
    guard pairs.count >= Self.minPoints else { return nil }
    let back = try to.follow(
      pairs.map(\.to), to: from, guesses: pairs.map { $0.to - shift }, levels: levels)
    let errors = zip(pairs, back).map { pair, back in back.map { length($0 - pair.from) } ?? .infinity }
    let limit = max(Self.slack, Self.looseness * size)
    let good = zip(pairs, errors).compactMap { $1 < limit ? $0 : nil }
    guard good.count >= Self.minPoints, good.count * Self.inverseMinShare >= points.count else { return nil }
    return BoxMotion(good, size: size)
  }

  private func isInside(_ point: Point) -> Bool {
    point.x >= 1 && point.y >= 1 && point.x < Float(from.width) - 1 && point.y < Float(from.height) - 1
  }

  private static func grid(_ box: Box, _ pyramid: Pyramid, columns: Int, rows: Int) -> [Point] {
    (0..<rows).flatMap { row in
      (0..<columns).map { column in
        Point(
          Float((box.left + box.width * (Double(column) + 0.5) / Double(columns)) * pyramid.width),
          Float((box.top + box.height * (Double(row) + 0.5) / Double(rows)) * pyramid.height))
      }
    }
  }

  /// The search area must not be much larger than the face: the background moves differently.
  private static func levels(for size: Float) -> Int {
    var levels = 0
    while levels < Pyramid.levels, Float(Pyramid.window << (levels + 1)) < reach * size { levels += 1 }
    return levels
  }

  /// The part of a box that is sampled: its corners show the background.
  private static let core = 0.8
  /// Points per row and column.
  private static let side = 5
  /// The minimum number of points, and the inverse of the minimum share of all points.
  private static let minPoints = 4
  private static let inverseMinShare = 6
  /// The maximum forward-backward error: in pixels, or as a ratio of the face.
  private static let slack: Float = 1.5
  private static let looseness: Float = 0.06
  /// The search range, in face sizes.
  private static let reach: Float = 1.5
}

/// The motion of a box from one frame to the next, in pixels.
struct BoxMotion {
  let shift: Point
  let scale: Float
  /// The standard deviations of the shift, in face sizes, and of the logarithm of the scale.
  let deviation: Float
  let scaleDeviation: Float

  init(_ pairs: [(from: Point, to: Point)], size: Float) {
    let moves = pairs.map { $0.to - $0.from }
    let shift = Point(median(moves.map(\.x)), median(moves.map(\.y)))
    let centre = pairs.reduce(Point.zero) { $0 + $1.from } / Float(pairs.count)
    var ratios: [Float] = []
    for (index, a) in pairs.enumerated() {
      for b in pairs[..<index] {
        let before = length(a.from - b.from)
        if before > 0.2 * size { ratios.append(length(a.to - b.to) / before) }
      }
    }
    let scale = ratios.isEmpty ? 1 : median(ratios)
    let residuals = pairs.map { length($0.to - $0.from - shift - ($0.from - centre) * (scale - 1)) }
    let spread = 1.5 * median(residuals) / size
    let count = Float(pairs.count).squareRoot()
    self.shift = shift
    self.scale = scale
    deviation = 2 * spread / count + 0.03 / size
    scaleDeviation = 4 * spread / count + 0.03 / size
  }
}

/// The upper median.
func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }

private func length(_ vector: Point) -> Float { (vector * vector).sum().squareRoot() }
