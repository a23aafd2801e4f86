import Geometry

/// How a frame of an animation changes the canvas.
struct FrameLayout: Hashable {
  /// What happens to its rectangle before the next frame.
  enum Disposal { case none, background, previous }
  /// How it is put on the canvas.
  enum Blending { case source, over }

  /// Inside the canvas.
  var rect: PixelRect
  var disposal = Disposal.none
  var blending = Blending.source
}

/// The canvas of an animation, from frame to frame: what is displayed.
struct Compositor {
  /// How partly transparent pixels are put over others. Readers of a format agree to the last bit only with its own rounding.
  enum Rounding {
    /// To the nearest value (ISO/IEC 15948, section 13.16, and the APNG specification).
    case nearest
    /// As libwebp's `WebPAnimDecoder`.
    case libwebp
  }

  /// The canvas before the frame; nil: blank.
  private(set) var base: PixelBuffer?
  /// What the disposal of the frame before made blank: libwebp copies pixels there, and does not blend them.
  private var cleared: PixelRect?
  private let size: FrameSize
  private let rounding: Rounding

  init(size: FrameSize, rounding: Rounding) {
    (self.size, self.rounding) = (size, rounding)
  }

  /// The canvas with a frame.
  func shown(_ frame: PixelBuffer, _ layout: FrameLayout) -> PixelBuffer {
    if layout.rect == bounds, base == nil || layout.blending == .source { return frame }
    var canvas = base ?? PixelBuffer(blank: size, channels: frame.channels, depth: frame.depth)
    switch layout.blending {
    case .source: canvas.replace(layout.rect, with: frame)
    case .over:
      var part = canvas.part(layout.rect)
      part.cover(with: frame, rounding)
      canvas.replace(layout.rect, with: part)
      let copied = layout.rect.intersection(cleared ?? PixelRect(x: 0, y: 0, width: 0, height: 0))
      if rounding == .libwebp, !copied.isEmpty {
        let place = PixelRect(
          x: copied.x - layout.rect.x, y: copied.y - layout.rect.y, width: copied.width, height: copied.height
        )
        canvas.replace(copied, with: frame.part(place))
      }
    }
    return canvas
  }

  private var bounds: PixelRect { PixelRect(x: 0, y: 0, width: size.width, height: size.height) }

  /// Goes on to the next frame.
  mutating func advance(from shown: PixelBuffer, _ layout: FrameLayout) {
    let wasBlank = base == nil || cleared == bounds
    cleared = layout.disposal == .background ? (wasBlank ? bounds : layout.rect) : nil
    switch layout.disposal {
    case .none: base = shown
    case .background:
      var canvas = shown
      let blank = FrameSize(width: layout.rect.width, height: layout.rect.height)
      canvas.replace(
        layout.rect, with: PixelBuffer(blank: blank, channels: shown.channels, depth: shown.depth))
      base = canvas
    // Before the first frame the canvas was blank, so that this is the background's case.
    case .previous: break
    }
  }
}

extension PixelBuffer {
  /// Puts another buffer of the same size and layout, with opacity, over this one.
  fileprivate mutating func cover(with top: PixelBuffer, _ rounding: Compositor.Rounding) {
    if depth > 8 { cover(top, rounding, UInt16.self) } else { cover(top, rounding, UInt8.self) }
  }

  private mutating func cover<Value: FixedWidthInteger & UnsignedInteger>(
    _ top: PixelBuffer, _ rounding: Compositor.Rounding, _: Value.Type
  ) {
    let (channels, most) = (channels, UInt64(1) << UInt64(depth) - 1)
    bytes.withUnsafeMutableBytes { bytes in
      top.bytes.withUnsafeBytes { tops in
        let (values, tops) = (bytes.bindMemory(to: Value.self), tops.bindMemory(to: Value.self))
        for place in stride(from: 0, to: values.count, by: channels) {
          let opacity = place + channels - 1
          let (above, below) = (UInt64(tops[opacity]), UInt64(values[opacity]))
          guard above > 0 else { continue }
          if above == most || below == 0 && rounding == .nearest {
            for channel in place...opacity { values[channel] = tops[channel] }
            continue
          }
          let mix = Mix(above: above, below: below, most: most, rounding)
          for channel in place..<opacity {
            values[channel] = Value(
              truncatingIfNeeded: mix.value(UInt64(tops[channel]), UInt64(values[channel])))
          }
          values[opacity] = Value(truncatingIfNeeded: mix.opacity)
        }
      }
    }
  }
}

/// The weights of two pixels, of which the upper one is partly transparent.
private struct Mix {
  let opacity: UInt64
  private let (above, below, scale): (UInt64, UInt64, UInt64)
  private let isLibwebp: Bool

  init(above: UInt64, below: UInt64, most: UInt64, _ rounding: Compositor.Rounding) {
    isLibwebp = rounding == .libwebp
    if isLibwebp {
      // BlendPixelNonPremult() in anim_decode.c.
      let rest = (below * (256 - above)) >> 8
      (self.above, self.below, opacity) = (above, rest, above + rest)
      scale = (1 << 24) / (above + rest)
    } else {
      (self.above, self.below) = (above * most, below * (most - above))
      scale = self.above + self.below
      opacity = (scale + most / 2) / most
    }
  }

  @inline(__always)
  func value(_ top: UInt64, _ bottom: UInt64) -> UInt64 {
    let sum = top * above + bottom * below
    return isLibwebp ? (sum * scale) >> 24 : (sum + scale / 2) / scale
  }
}
