/// The palette of a PNG file: PLTE and tRNS (ISO/IEC 15948, sections 11.2.3 and 11.3.2.1).
struct PNGPalette {
  /// Red, green, blue and opacity.
  typealias Colour = SIMD4<UInt8>

  private(set) var colours: [Colour] = []
  /// The most entries that an index can name.
  private let room: Int
  /// The entries that tRNS has.
  private let transparencies: Int
  private var indices: [Colour: UInt8] = [:]
  private var nearest: [Colour: UInt8] = [:]

  /// Squared differences, weighted as in luma, up to which colours look alike: one in twenty levels.
  private static let likeness = 150

  /// None.
  init() { (room, transparencies) = (0, 0) }

  /// - Parameter depth: the bits of an index.
  /// - Throws: `.damaged` for chunks of a wrong size.
  init(_ plte: some Collection<UInt8>, transparency: [UInt8], depth: Int) throws(StillImage.Refusal) {
    let values = Array(plte)
    (room, transparencies) = (1 << depth, transparency.count)
    guard values.count % 3 == 0, 1...room ~= values.count / 3, transparency.count <= values.count / 3 else {
      throw .damaged
    }
    for entry in 0..<values.count / 3 {
      append(
        Colour(
          values[3 * entry], values[3 * entry + 1], values[3 * entry + 2],
          entry < transparency.count ? transparency[entry] : 255))
    }
  }

  var count: Int { colours.count }
  var hasOpacity: Bool { colours.contains { $0.w < 255 } }
  /// The content of PLTE.
  var bytes: [UInt8] { colours.flatMap { [$0.x, $0.y, $0.z] } }

  /// The first entry of a colour, or any transparent one of a transparent colour: they are displayed alike.
  func index(of colour: Colour) -> UInt8? {
    indices[colour]
      ?? (colour.w == 0 ? colours.firstIndex { $0.w == 0 }.map { UInt8(truncatingIfNeeded: $0) } : nil)
  }

  /// The entry of which colour and opacity differ least; a transparent one only for transparent pixels.
  mutating func nearest(to colour: Colour) -> UInt8 {
    if let found = nearest[colour] { return found }
    let visible = colours.indices.filter { colours[$0].w > 0 }
    let transparent = colours.firstIndex { $0.w == 0 }
    let best = visible.min { Self.difference(colours[$0], colour) < Self.difference(colours[$1], colour) }
    let index = UInt8(truncatingIfNeeded: (colour.w == 0 ? transparent ?? best : best ?? transparent) ?? 0)
    nearest[colour] = index
    return index
  }

  /// Adds opaque colours that no entry is like, if all of them have room.
  mutating func addColours(for wanted: Set<Colour>) {
    let missing = wanted.filter { colour in
      colour.w == 255 && !colours.contains { $0.w > 0 && Self.difference($0, colour) <= Self.likeness }
    }
    guard missing.count <= room - count else { return }
    for colour in missing.sorted(by: { ($0.x, $0.y, $0.z) < ($1.x, $1.y, $1.z) }) { append(colour) }
    nearest = [:]
  }

  private mutating func append(_ colour: Colour) {
    if indices[colour] == nil { indices[colour] = UInt8(truncatingIfNeeded: colours.count) }
    colours.append(colour)
  }

  private static func difference(_ one: Colour, _ other: Colour) -> Int {
    let (red, green) = (Int(one.x) - Int(other.x), Int(one.y) - Int(other.y))
    let (blue, opacity) = (Int(one.z) - Int(other.z), Int(one.w) - Int(other.w))
    // The weights of luma in percent (ITU-R BT.601).
    return (30 * red * red + 59 * green * green + 11 * blue * blue) / 100 + opacity * opacity
  }
}
