import Geometry

extension GIFRedrawing {
  /// What is drawn at each pixel of an image's rectangle, before its palette is known.
  struct Plan {
    enum Pixel: Equatable {
      /// An entry of the source's palette.
      case index(UInt8)
      /// Not yet decided.
      case open
      /// Nothing is drawn, and nothing is to be seen.
      case clear
      /// Nothing needs to be drawn: this colour is seen already.
      case seen(GIFPixel)
      /// This colour.
      case exact(GIFPixel)
      /// This colour or one like it.
      case near(GIFPixel)
    }

    let rect: PixelRect
    let width: Int
    var pixels: [Pixel]

    /// A plan with the source's indices where the source draws.
    init(_ frame: GIFFile.Frame, _ rect: PixelRect, _ indices: [UInt8], _ size: FrameSize) {
      (self.rect, width) = (rect, size.width)
      pixels = Array(repeating: .open, count: rect.width * rect.height)
      for (place, index) in indices.enumerated() where Int(index) != frame.control.transparent {
        let x = frame.rect.x - rect.x + place % frame.rect.width
        let y = frame.rect.y - rect.y + place / frame.rect.width
        pixels[y * rect.width + x] = .index(index)
      }
    }

    /// The pixel of the canvas.
    func pixel(_ place: Int) -> Int {
      (rect.y + place / rect.width) * width + rect.x + place % rect.width
    }

    struct Result {
      var palette: GIFPalette
      var transparent: Int?
      var indices: [UInt8]
      /// The number of pixels that did not get their exact colour.
      var misses = 0
    }

    /// Fits the plan into a palette.
    func fitted(_ frame: GIFFile.Frame, _ palette: GIFPalette?) -> Result {
      let palette = palette ?? GIFPalette([], isSorted: false)
      if frame.control.transparent == nil, pixels.contains(where: \.isLeftOut) {
        // A source that draws every pixel of its rectangle goes on doing so, if that is possible.
        if !pixels.contains(.clear), let result = covering.filled(palette, nil), result.misses == 0 {
          return result
        }
        return transparent(palette)
      }
      return filled(palette, frame.control.transparent) ?? transparent(palette)
    }

    /// With everything drawn that may be.
    private var covering: Plan {
      var plan = self
      for place in pixels.indices {
        if case .seen(let colour) = pixels[place] { plan.pixels[place] = .exact(colour) }
      }
      return plan
    }

    /// With an entry of the palette made transparent.
    private func transparent(_ palette: GIFPalette) -> Result {
      var plan = self
      let counts = plan.counts(palette.colours.count)
      var fitting = GIFPaletteFitting(palette, used: counts.map { $0 > 0 }, transparent: nil)
      if let lost = fitting.makeTransparent(counts: counts) {
        for place in pixels.indices where pixels[place] == .index(UInt8(lost)) {
          plan.pixels[place] = .exact(palette.colours[lost])
        }
      }
      return plan.filled(&fitting)
    }

    /// How many pixels have each index of the source.
    private func counts(_ count: Int) -> [Int] {
      var counts = [Int](repeating: 0, count: count)
      for case .index(let index) in pixels { counts[Int(index)] += 1 }
      return counts
    }

    /// Nil if nothing can be left out for want of a transparent entry.
    private func filled(_ palette: GIFPalette, _ transparent: Int?) -> Result? {
      guard transparent != nil || !pixels.contains(where: \.isLeftOut) else { return nil }
      let used = counts(palette.colours.count).map { $0 > 0 }
      var fitting = GIFPaletteFitting(palette, used: used, transparent: transparent)
      return filled(&fitting)
    }

    private func filled(_ fitting: inout GIFPaletteFitting) -> Result {
      var places: [GIFPixel: Int] = [:]
      var wanted: [GIFPixel: Int] = [:]
      for pixel in pixels {
        switch pixel {
        case .exact(let colour) where places[colour] == nil: places[colour] = fitting.place(of: colour)
        case .near(let colour): wanted[colour, default: 0] += 1
        default: break
        }
      }
      fitting.add(wanted)
      var misses = 0
      let indices = pixels.map { pixel in
        switch pixel {
        case .index(let index): return index
        case .open, .clear, .seen: return UInt8(fitting.transparent ?? 0)
        case .near(let colour): return UInt8(fitting.nearest(to: colour))
        case .exact(let colour):
          if let place = places[colour] { return UInt8(place) }
          misses += 1
          return UInt8(fitting.nearest(to: colour))
        }
      }
      return Result(
        palette: fitting.palette, transparent: fitting.transparent, indices: indices, misses: misses)
    }
  }
}

extension GIFRedrawing.Plan.Pixel {
  fileprivate var isLeftOut: Bool {
    switch self {
    case .open, .clear, .seen: true
    case .index, .exact, .near: false
    }
  }
}
