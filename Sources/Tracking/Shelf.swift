/// Things lined up by one coordinate, so that those near a place are found without looking at all.
///
/// They stand in as many bins of equal width as there are things, which sorts those that are spread about evenly in
/// linear time, and finds them without a search (E. Isaac, R. Singleton, "Sorting by address calculation", 1956).
struct Shelf {
  private var order: [Int]
  /// The position at which each bin starts, and the end.
  private var starts: [Int]
  private let low: Double
  /// Bins per unit of the coordinate.
  private let density: Double

  init(_ coordinates: [Double]) {
    let count = coordinates.count
    low = coordinates.min() ?? 0
    density = Double(count) / ((coordinates.max() ?? 0) - low)
    order = Array(repeating: 0, count: count)
    starts = Array(repeating: 0, count: count + 1)
    // Counted, summed up, then put in place from behind, which moves each start back to where it belongs.
    let bins = coordinates.map { bin($0) }
    for bin in bins { starts[bin] += 1 }
    for bin in starts.indices.dropFirst() { starts[bin] += starts[bin - 1] }
    for thing in coordinates.indices.reversed() {
      starts[bins[thing]] -= 1
      order[starts[bins[thing]]] = thing
    }
    sort(by: coordinates)
  }

  /// The positions on the shelf of all things at most `reach` away from a place, and of few others.
  func near(_ place: Double, within reach: Double) -> Range<Int> {
    guard !order.isEmpty else { return 0..<0 }
    let (first, last) = (bin(place - reach), bin(place + reach))
    return starts[first]..<starts[max(first, last) + 1]
  }

  /// Which thing stands at a position.
  subscript(position: Int) -> Int { order[position] }

  /// The bin at a place, or that nearest to it.
  private func bin(_ place: Double) -> Int {
    Int(max(0, min(Double(order.count - 1), (place - low) * density)))
  }

  /// Sorts by insertion: nothing is far from where it belongs.
  private mutating func sort(by coordinates: [Double]) {
    for end in order.indices.dropFirst() {
      var position = end
      while position > 0, coordinates[order[position - 1]] > coordinates[order[position]] {
        order.swapAt(position - 1, position)
        position -= 1
      }
    }
  }
}
