import Geometry

extension TIFFPage {
  /// The pixels of a raster as they are displayed.
  func pixels(of raster: [UInt8]) -> PixelBuffer {
    switch model {
    case .palette(let map):
      let colours = Self.colours(map)
      let bytes = raster.flatMap { colours[Int($0)] }
      return PixelBuffer(size: size, channels: 3, bytes: bytes)
    case .grey(let isInverted):
      return PixelBuffer(
        size: size, channels: samples, depth: max(8, bits), bytes: grey(raster, isInverted: isInverted))
    case .rgb, .yCbCr:
      return PixelBuffer(size: size, channels: samples, depth: bits, bytes: raster)
    }
  }

  /// Brings pixels into a raster, as far as they differ from others.
  func store(_ pixels: PixelBuffer, insteadOf others: PixelBuffer, in raster: inout [UInt8]) {
    switch model {
    case .palette(let map): storeNearest(Self.colours(map), pixels.bytes, others.bytes, &raster)
    case .grey(let isInverted) where bits < 8:
      let most = 1 << bits - 1
      for place in raster.indices where pixels.bytes[place] != others.bytes[place] {
        let value = UInt8((Int(pixels.bytes[place]) * most + 127) / 255)
        raster[place] = isInverted ? UInt8(most) - value : value
      }
    case .grey(let isInverted): raster = grey(pixels.bytes, isInverted: isInverted)
    case .rgb, .yCbCr: raster = pixels.bytes
    }
  }

  /// Grey values from darkest to brightest in at least eight bits; the same again gives what was before, from eight bits on.
  private func grey(_ raster: [UInt8], isInverted: Bool) -> [UInt8] {
    var bytes = raster
    if bits < 8 {
      let most = 1 << bits - 1
      for place in bytes.indices { bytes[place] = UInt8(Int(bytes[place]) * 255 / most) }
    }
    guard isInverted else { return bytes }
    // The opacity, if there is one, follows the grey value and is not inverted.
    for start in stride(from: 0, to: bytes.count, by: samples * bytesPerValue) {
      for place in start..<start + bytesPerValue { bytes[place] = ~bytes[place] }
    }
    return bytes
  }

  /// Some programs write eight bits of the sixteen.
  private static func colours(_ map: [UInt16]) -> [[UInt8]] {
    let shift = map.allSatisfy { $0 < 256 } ? 0 : 8
    let count = map.count / 3
    return (0..<count).map { index in
      (0..<3).map { UInt8(truncatingIfNeeded: map[$0 * count + index] >> shift) }
    }
  }

  private func storeNearest(
    _ colours: [[UInt8]], _ pixels: [UInt8], _ others: [UInt8], _ raster: inout [UInt8]
  ) {
    let colours = colours.map { GIFPixel(red: $0[0], green: $0[1], blue: $0[2]) }
    var nearest: [GIFPixel: UInt8] = [:]
    for place in raster.indices {
      let bytes = 3 * place..<3 * place + 3
      guard pixels[bytes] != others[bytes] else { continue }
      let colour = GIFPixel(red: pixels[3 * place], green: pixels[3 * place + 1], blue: pixels[3 * place + 2])
      let index =
        nearest[colour]
        ?? UInt8(
          colours.indices.min { colours[$0].distance(to: colour) < colours[$1].distance(to: colour) } ?? 0)
      nearest[colour] = index
      raster[place] = index
    }
  }
}
