/// A pixel of a composited GIF: 0 where nothing is drawn, or opaque with red, green and blue in the bytes below.
typealias GIFPixel = UInt32

extension GIFPixel {
  /// Where nothing is drawn: transparent, as all browsers show it.
  static let undrawn: GIFPixel = 0

  init(red: UInt8, green: UInt8, blue: UInt8) {
    self = 0xFF00_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }

  var isDrawn: Bool { self != .undrawn }
  var red: UInt8 { UInt8(truncatingIfNeeded: self >> 16) }
  var green: UInt8 { UInt8(truncatingIfNeeded: self >> 8) }
  var blue: UInt8 { UInt8(truncatingIfNeeded: self) }

  /// The squared difference of two colours, weighted like luma.
  func distance(to other: GIFPixel) -> Int {
    let red = Int(red) - Int(other.red)
    let green = Int(green) - Int(other.green)
    let blue = Int(blue) - Int(other.blue)
    return (299 * red * red + 587 * green * green + 114 * blue * blue) / 1000
  }
}

/// A colour table: 2, 4, 8, … or 256 colours (GIF89a, section 19).
struct GIFPalette: Equatable {
  var colours: [GIFPixel]
  /// Whether the most important colours come first.
  var isSorted = false

  /// - Parameter bytes: three for each colour.
  init(_ bytes: ArraySlice<UInt8>, isSorted: Bool) {
    let bytes = Array(bytes)
    colours = stride(from: 0, to: bytes.count - 2, by: 3).map {
      GIFPixel(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
    }
    self.isSorted = isSorted
  }

  /// Fills up with black to a power of two above an index.
  mutating func grow(toHold index: Int) {
    var count = 2
    while count <= index || count < colours.count { count *= 2 }
    colours += Array(repeating: .black, count: count - colours.count)
  }
}

extension GIFPixel {
  static let black = GIFPixel(red: 0, green: 0, blue: 0)
}
