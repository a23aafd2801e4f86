/// A spatial index over one coordinate: finds the points inside a gate without testing all of them.
///
/// It has as many buckets of equal width as points, which sorts evenly distributed points in linear time and
/// finds them without a search (E. Isaac, R. Singleton, "Sorting by address calculation", 1956).
struct BucketIndex {
  /// The points' indices, in order of bucket, and their second coordinates.
  private var points: [Int]
  private var ys: [Double]
  /// The position at which each bucket starts, and the end.
  private var starts: [Int]
  private let low: Double
  /// Buckets per unit of the coordinate.
  private let density: Double

  /// Sorts points into buckets by their first coordinates.
  @inline(__always)
  init(_ some: [Int], at place: (Int) -> SIMD2<Double>) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for point in some { (low, high) = (min(low, place(point).x), max(high, place(point).x)) }
    self.low = low
    density = Double(some.count) / (high - low)
    points = some
    ys = Array(repeating: 0, count: some.count)
    starts = Array(repeating: 0, count: some.count + 1)
    // A counting sort: histogram, prefix sums, then filled from the back, which restores each start.
    let bins = some.map { bin(place($0).x) }
    for bin in bins { starts[bin] += 1 }
    for bin in starts.indices.dropFirst() { starts[bin] += starts[bin - 1] }
    for (index, bin) in bins.enumerated().reversed() {
      starts[bin] -= 1
      points[starts[bin]] = some[index]
      ys[starts[bin]] = place(some[index]).y
    }
  }

  /// Calls `body` with all points inside a gate of half-width `reach` around a place, and with few others.
  @inline(__always)
  func forEach(near place: SIMD2<Double>, within reach: SIMD2<Double>, _ body: (Int) -> Void) {
    for position in positions(place.x, reach.x) where abs(ys[position] - place.y) <= reach.y {
      body(points[position])
    }
  }

  /// The positions of all points within `reach` along the first coordinate, and of few others.
  @inline(__always)
  private func positions(_ place: Double, _ reach: Double) -> Range<Int> {
    guard !points.isEmpty else { return 0..<0 }
    let (first, last) = (bin(max(low, place - reach)), bin(place + reach))
    return starts[first]..<starts[max(first, last) + 1]
  }

  /// The bucket at a coordinate, or the one nearest to it.
  @inline(__always)
  private func bin(_ place: Double) -> Int {
    Int(max(0, min(Double(points.count - 1), (place - low) * density)))
  }
}
