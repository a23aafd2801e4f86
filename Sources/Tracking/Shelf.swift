/// Things lined up by one coordinate, so that those near a place are found without looking at all.
struct Shelf {
  private let order: [Int]
  private let places: [Double]

  init(_ coordinates: [Double]) {
    order = coordinates.indices.sorted { (coordinates[$0], $0) < (coordinates[$1], $1) }
    places = order.map { coordinates[$0] }
  }

  /// The positions on the shelf of the things at most `reach` away from a place.
  func near(_ place: Double, within reach: Double) -> Range<Int> {
    first(from: place - reach)..<first(from: (place + reach).nextUp)
  }

  /// Which thing stands at a position.
  subscript(position: Int) -> Int { order[position] }

  /// The first position on the shelf at or after a place, by bisection.
  private func first(from place: Double) -> Int {
    var (low, count) = (0, places.count)
    while count > 0 {
      let half = count / 2
      // Chosen, not branched on: no processor could foretell it.
      let isBefore = places[low + half] < place
      low = isBefore ? low + half + 1 : low
      count = isBefore ? count - half - 1 : half
    }
    return low
  }
}
