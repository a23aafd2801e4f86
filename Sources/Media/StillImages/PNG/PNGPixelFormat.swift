import Geometry

/// How the samples of a PNG file become pixels, and back (ISO/IEC 15948, sections 11.2 and 11.3.2).
struct PNGPixelFormat {
  /// Pixels that a format cannot express.
  struct Inexpressible: Error {}

  let header: PNGHeader
  /// Of colour type 3.
  private(set) var palette: PNGPalette
  /// The samples of the pixels that are transparent, of types without opacity.
  private let key: [UInt16]?
  /// Whether pixels have an opacity, which those of an animation always have.
  private let hasOpacity: Bool

  /// - Parameter transparency: the content of tRNS.
  init(_ header: PNGHeader, palette: PNGPalette, transparency: [UInt8]?, isAnimated: Bool) throws(StillImage
    .Refusal)
  {
    (self.header, self.palette) = (header, palette)
    let samples = header.type.channels
    switch (header.type, transparency) {
    case (.grey, let bytes?), (.colour, let bytes?):
      guard bytes.count == 2 * samples else { throw .damaged }
      key = (0..<samples).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        .map { $0 & UInt16(truncatingIfNeeded: 1 << header.depth - 1) }
    default: key = nil
    }
    hasOpacity = isAnimated || key != nil || samples % 2 == 0 || palette.hasOpacity
  }

  private var channels: Int {
    (header.type == .grey || header.type == .greyOpacity ? 1 : 3) + (hasOpacity ? 1 : 0)
  }
  private var depth: Int { header.depth == 16 ? 16 : 8 }
  /// Whether samples are the values of pixels.
  private var isDirect: Bool {
    header.depth >= 8 && header.type != .palette && channels == header.type.channels
  }
  private var most: Int { 1 << header.depth - 1 }

  /// The pixels of a picture.
  ///
  /// - Throws: `.damaged` for an index beyond the palette.
  func pixels(_ samples: [UInt8], _ size: FrameSize) throws(StillImage.Refusal) -> PixelBuffer {
    if isDirect { return PixelBuffer(size: size, channels: channels, depth: depth, bytes: samples) }
    if header.type == .palette {
      guard samples.allSatisfy({ Int($0) < palette.count }) else { throw .damaged }
    }
    var pixels = PixelBuffer(blank: size, channels: channels, depth: depth)
    if depth == 16 { fill(&pixels, samples, UInt16.self) } else { fill(&pixels, samples, UInt8.self) }
    return pixels
  }

  private func fill<Value: FixedWidthInteger & UnsignedInteger>(
    _ pixels: inout PixelBuffer, _ samples: [UInt8], _: Value.Type
  ) {
    let (channels, count, scale) = (channels, header.type.channels, depth == 16 ? 1 : 255 / most)
    let key = key.map { $0.map(Value.init(truncatingIfNeeded:)) }
    let colours = palette.colours
    pixels.bytes.withUnsafeMutableBytes { target in
      samples.withUnsafeBytes { samples in
        let (values, samples) = (target.bindMemory(to: Value.self), samples.bindMemory(to: Value.self))
        for pixel in 0..<values.count / channels {
          let (place, from) = (pixel * channels, pixel * count)
          if header.type == .palette {
            let colour = colours[Int(samples[from])]
            for channel in 0..<channels {
              values[place + channel] = Value(truncatingIfNeeded: colour[channel])
            }
            continue
          }
          for channel in 0..<count {
            values[place + channel] = samples[from + channel] &* Value(truncatingIfNeeded: scale)
          }
          guard hasOpacity else { continue }
          let isKey = key.map { key in (0..<count).allSatisfy { key[$0] == samples[from + $0] } } ?? false
          values[place + channels - 1] = isKey ? 0 : .max
        }
      }
    }
  }

  /// The samples of pixels. Those that an edit changed become the nearest that the format can express.
  ///
  /// - Parameter original: the samples of the source, if they are those of the same picture: the indices of pixels that
  ///   were not changed stay.
  /// - Throws: ``Inexpressible`` if the format cannot express a pixel that was not changed.
  mutating func samples(of pixels: PixelBuffer, source: PixelBuffer, original: [UInt8]?) throws(Inexpressible)
    -> [UInt8]
  {
    if isDirect { return pixels.bytes }
    if header.type == .palette { return try indices(of: pixels, source: source, original: original) }
    return try depth == 16 ? samples(pixels, source, UInt16.self) : samples(pixels, source, UInt8.self)
  }

  private func samples<Value: FixedWidthInteger & UnsignedInteger>(
    _ pixels: PixelBuffer, _ source: PixelBuffer, _: Value.Type
  ) throws(Inexpressible) -> [UInt8] {
    let (channels, count) = (channels, header.type.channels)
    let key = key.map { $0.map(Value.init(truncatingIfNeeded:)) }
    let scale = Value(truncatingIfNeeded: depth == 16 ? 1 : 255 / most)
    var samples = [UInt8](repeating: 0, count: pixels.size.width * pixels.size.height * count * (depth / 8))
    var isExpressible = true
    samples.withUnsafeMutableBytes { target in
      pixels.bytes.withUnsafeBytes { pixels in
        source.bytes.withUnsafeBytes { source in
          let target = target.bindMemory(to: Value.self)
          let (values, before) = (pixels.bindMemory(to: Value.self), source.bindMemory(to: Value.self))
          for pixel in 0..<values.count / channels {
            let (place, to) = (pixel * channels, pixel * count)
            for channel in 0..<count {
              target[to + channel] = Value(
                truncatingIfNeeded: (Int(values[place + channel]) + Int(scale) / 2) / Int(scale))
            }
            guard hasOpacity else { continue }
            let isKey = key.map { key in (0..<count).allSatisfy { key[$0] == target[to + $0] } } ?? false
            let opacity = values[place + channels - 1]
            if opacity == Value.max && !isKey { continue }
            let isChanged = (place..<place + channels).contains { values[$0] != before[$0] }
            if opacity >= Value.max / 2 + 1 || key == nil {
              // Opaque, in the transparent colour: one level beside it.
              if isKey {
                target[to + count - 1] = target[to + count - 1] > 0 ? target[to + count - 1] - 1 : 1
              }
              if !isChanged { isExpressible = false }
            } else if let key {
              for channel in 0..<count { target[to + channel] = key[channel] }
              if !isChanged, opacity > 0 { isExpressible = false }
            }
          }
        }
      }
    }
    guard isExpressible else { throw Inexpressible() }
    return samples
  }

  private mutating func indices(of pixels: PixelBuffer, source: PixelBuffer, original: [UInt8]?)
    throws(Inexpressible) -> [UInt8]
  {
    let (old, new) = (colours(of: source), colours(of: pixels))
    var indices = original ?? [UInt8](repeating: 0, count: new.count)
    var changed: [Int] = []
    for pixel in new.indices {
      let isSame = new[pixel] == old[pixel]
      if isSame, original != nil { continue }
      if let index = palette.index(of: new[pixel]) {
        indices[pixel] = index
      } else if isSame {
        throw Inexpressible()
      } else {
        changed.append(pixel)
      }
    }
    palette.addColours(for: Set(changed.map { new[$0] }))
    for pixel in changed { indices[pixel] = palette.nearest(to: new[pixel]) }
    return indices
  }

  private func colours(of pixels: PixelBuffer) -> [PNGPalette.Colour] {
    let channels = channels
    return pixels.bytes.withUnsafeBufferPointer { bytes in
      stride(from: 0, to: bytes.count, by: channels).map { place in
        PNGPalette.Colour(
          bytes[place], bytes[place + 1], bytes[place + 2], channels == 4 ? bytes[place + 3] : 255)
      }
    }
  }
}
