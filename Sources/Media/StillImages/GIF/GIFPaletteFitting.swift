/// Fits the colours that an image needs into its palette. Entries that the image does not use may be replaced.
struct GIFPaletteFitting {
  private(set) var palette: GIFPalette
  private(set) var transparent: Int?
  private var isUsed: [Bool]
  private var places: [GIFPixel: Int] = [:]
  private var nearest: [GIFPixel: Int] = [:]

  /// - Parameter used: whether an entry is used by pixels that stay.
  init(_ palette: GIFPalette, used: [Bool], transparent: Int?) {
    (self.palette, self.transparent, isUsed) = (palette, transparent, used)
    if let transparent { isUsed[transparent] = true }
    for index in palette.colours.indices.reversed() where index != transparent {
      // Of equal entries, one that stays in use anyway leaves the others free.
      if let other = places[palette.colours[index]], isUsed[other], !isUsed[index] { continue }
      places[palette.colours[index]] = index
    }
  }

  /// The entry of a colour, made if there is room.
  mutating func place(of colour: GIFPixel) -> Int? {
    if let place = places[colour] {
      isUsed[place] = true
      return place
    }
    guard let place = freePlace() else { return nil }
    set(place, colour)
    return place
  }

  /// Makes an entry transparent. Without a free one, gives up the one that `counts` says the fewest pixels have.
  ///
  /// - Returns: the entry given up, if one was.
  mutating func makeTransparent(counts: [Int]) -> Int? {
    guard transparent == nil else { return nil }
    if let place = freePlace() {
      reserve(place)
      return nil
    }
    let rarest = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    reserve(rarest)
    return rarest
  }

  private mutating func reserve(_ place: Int) {
    if places[palette.colours[place]] == place { places[palette.colours[place]] = nil }
    isUsed[place] = true
    transparent = place
    nearest = [:]
  }

  /// The entry whose colour is nearest, which is not the transparent one.
  mutating func nearest(to colour: GIFPixel) -> Int {
    if let place = nearest[colour] { return place }
    var (best, least) = (0, Int.max)
    for (index, other) in palette.colours.enumerated() where index != transparent {
      let distance = other.distance(to: colour)
      if distance < least { (best, least) = (index, distance) }
    }
    nearest[colour] = best
    return best
  }

  /// Adds the most frequent of the colours that no entry is near, as far as there is room.
  mutating func add(_ counts: [GIFPixel: Int]) {
    let frequent = counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(Self.mostAdded)
    for (colour, _) in frequent {
      let place = nearest(to: colour)
      if palette.colours[place].distance(to: colour) <= Self.tolerance {
        isUsed[place] = true
      } else {
        _ = self.place(of: colour)
      }
    }
  }

  /// The squared difference up to which a colour stands for another: eight of 255 levels.
  static let tolerance = 64
  private static let mostAdded = 32

  /// An entry beyond the palette, or one that is not used.
  private mutating func freePlace() -> Int? {
    if let place = isUsed.firstIndex(of: false), places[palette.colours[place]] != place { return place }
    if palette.colours.count < 256 {
      let place = palette.colours.count
      palette.grow(toHold: place)
      isUsed += Array(repeating: false, count: palette.colours.count - isUsed.count)
      return place
    }
    return isUsed.firstIndex(of: false)
  }

  private mutating func set(_ place: Int, _ colour: GIFPixel) {
    if places[palette.colours[place]] == place { places[palette.colours[place]] = nil }
    palette.colours[place] = colour
    palette.isSorted = false
    places[colour] = place
    isUsed[place] = true
    nearest = [:]
  }
}
