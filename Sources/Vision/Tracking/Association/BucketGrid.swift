/// Things lined up by one coordinate, so that those near a place are found without looking at all.
///
/// They stand in as many bins of equal width as there are things, which sorts those that are spread about evenly in
/// linear time, and finds them without a search (E. Isaac, R. Singleton, "Sorting by address calculation", 1956).
struct BucketGrid {
  /// The things in their order on the shelf, and where they are across it.
  private var things: [Int]
  private var heights: [Double]
  /// The position at which each bin starts, and the end.
  private var starts: [Int]
  private let low: Double
  /// Bins per unit of the coordinate.
  private let density: Double

  /// Lines up some things by the first coordinates of their places.
  @inline(__always)
  init(_ some: [Int], at place: (Int) -> SIMD2<Double>) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for thing in some { (low, high) = (min(low, place(thing).x), max(high, place(thing).x)) }
    self.low = low
    density = Double(some.count) / (high - low)
    things = some
    heights = Array(repeating: 0, count: some.count)
    starts = Array(repeating: 0, count: some.count + 1)
    // Counted, summed up, then put in place from behind, which moves each start back to where it belongs.
    let bins = some.map { bin(place($0).x) }
    for bin in bins { starts[bin] += 1 }
    for bin in starts.indices.dropFirst() { starts[bin] += starts[bin - 1] }
    for (index, bin) in bins.enumerated().reversed() {
      starts[bin] -= 1
      things[starts[bin]] = some[index]
      heights[starts[bin]] = place(some[index]).y
    }
  }

  /// Calls `body` with all things at most `reach` away from a place along both coordinates, and few others.
  @inline(__always)
  func forEach(near place: SIMD2<Double>, within reach: SIMD2<Double>, _ body: (Int) -> Void) {
    for position in positions(place.x, reach.x) where abs(heights[position] - place.y) <= reach.y {
      body(things[position])
    }
  }

  /// The positions of all things at most `reach` away along the shelf, and of few others.
  @inline(__always)
  private func positions(_ place: Double, _ reach: Double) -> Range<Int> {
    guard !things.isEmpty else { return 0..<0 }
    let (first, last) = (bin(max(low, place - reach)), bin(place + reach))
    return starts[first]..<starts[max(first, last) + 1]
  }

  /// The bin at a place, or that nearest to it.
  @inline(__always)
  private func bin(_ place: Double) -> Int {
    Int(max(0, min(Double(things.count - 1), (place - low) * density)))
  }
}
