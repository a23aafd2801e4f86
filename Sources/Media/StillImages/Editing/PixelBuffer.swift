import Geometry

/// The pixels of an image as its format has them: interleaved, row by row, in memory.
struct PixelBuffer {
  let size: FrameSize
  /// 1: grey; 2: grey and opacity; 3: red, green, blue; 4: these and the opacity, by which they are not multiplied.
  let channels: Int
  /// The significant bits of a value: 8 in a byte, or 9...16 in two, in the byte order of the machine.
  let depth: Int
  var bytes: [UInt8]

  init(size: FrameSize, channels: Int, depth: Int = 8, bytes: [UInt8]) {
    precondition(bytes.count == size.width * size.height * channels * (depth > 8 ? 2 : 1))
    (self.size, self.channels, self.depth, self.bytes) = (size, channels, depth, bytes)
  }

  private var isGrey: Bool { channels < 3 }
  private var hasOpacity: Bool { channels % 2 == 0 }

  /// The pixels in Y'CbCr (ITU-T T.871, section 7), or the grey ones as luma.
  func planes() -> ImagePlanes {
    let planes = ImagePlanes(
      size: size, colour: .jfif,
      layouts: isGrey ? [.luma(depth)] : [.luma(depth), .chroma(depth), .chroma(depth)],
      hasOpacity: hasOpacity)
    if depth > 8 { copy(to: planes, UInt16.self) } else { copy(to: planes, UInt8.self) }
    return planes
  }

  /// Takes over each pixel that differs from what ``planes()`` gives. The others stay as they are: converted to Y'CbCr
  /// and back, one in four would change.
  mutating func take(_ planes: ImagePlanes) {
    if depth > 8 { take(planes, UInt16.self) } else { take(planes, UInt8.self) }
  }

  private func copy<Value: FixedWidthInteger & UnsignedInteger>(to planes: ImagePlanes, _: Value.Type) {
    let conversion = YCbCr<Value>(depth: depth)
    bytes.withUnsafeBytes { bytes in
      let values = bytes.bindMemory(to: Value.self)
      planes.forEachPixel { (pixel: Int, targets: PlaneValues<Value>) in
        let place = pixel * channels
        if isGrey {
          targets.luma[pixel] = values[place]
        } else {
          let colour = conversion.converted(values[place], values[place + 1], values[place + 2])
          (targets.luma[pixel], targets.blue[pixel], targets.red[pixel]) = colour
        }
        if hasOpacity { targets.opacity[pixel] = values[place + channels - 1] }
      }
    }
  }

  private mutating func take<Value: FixedWidthInteger & UnsignedInteger>(_ planes: ImagePlanes, _: Value.Type)
  {
    let conversion = YCbCr<Value>(depth: depth)
    let (channels, isGrey, hasOpacity) = (channels, isGrey, hasOpacity)
    bytes.withUnsafeMutableBytes { bytes in
      let values = bytes.bindMemory(to: Value.self)
      planes.forEachPixel { (pixel: Int, sources: PlaneValues<Value>) in
        let place = pixel * channels
        if isGrey {
          values[place] = sources.luma[pixel]
        } else {
          let colour = (sources.luma[pixel], sources.blue[pixel], sources.red[pixel])
          if colour != conversion.converted(values[place], values[place + 1], values[place + 2]) {
            (values[place], values[place + 1], values[place + 2]) = conversion.restored(colour)
          }
        }
        if hasOpacity { values[place + channels - 1] = sources.opacity[pixel] }
      }
    }
  }
}

/// The values of planes without padding, at one index for each pixel. Chroma and opacity are those of the luma if there are
/// none.
private struct PlaneValues<Value> {
  let luma, blue, red, opacity: UnsafeMutablePointer<Value>
}

extension ImagePlanes {
  /// Calls `body` with the number of each pixel.
  fileprivate func forEachPixel<Value>(_ body: (Int, PlaneValues<Value>) -> Void) {
    let pointers = planes.map { $0.base.assumingMemoryBound(to: Value.self) }
    let values = PlaneValues(
      luma: pointers[0], blue: pointers.count > 1 ? pointers[1] : pointers[0],
      red: pointers.count > 1 ? pointers[2] : pointers[0],
      opacity: opacity?.base.assumingMemoryBound(to: Value.self) ?? pointers[0])
    for pixel in 0..<size.width * size.height { body(pixel, values) }
  }
}

extension PlaneLayout {
  fileprivate static func luma(_ depth: Int) -> PlaneLayout { full(.luma, depth) }
  fileprivate static func chroma(_ depth: Int) -> PlaneLayout { full(.chroma, depth) }

  private static func full(_ role: Role, _ depth: Int) -> PlaneLayout {
    PlaneLayout(
      role: role, channels: 1, bytesPerValue: depth > 8 ? 2 : 1, depth: depth, shift: 0, widthShift: 0,
      heightShift: 0, isFullRange: true)
  }
}

extension Colorimetry {
  /// Full range with the weights of ITU-R BT.601, as JPEG has them.
  static let jfif = Colorimetry(redWeight: 0.299, blueWeight: 0.114, isFullRange: true)
}

/// The conversion between R'G'B' and Y'CbCr of a depth, in 16.16 fixed point (ITU-T T.871, section 7).
private struct YCbCr<Value: FixedWidthInteger & UnsignedInteger> {
  private let half: Int64
  private let most: Int64

  init(depth: Int) {
    (half, most) = (1 << (depth - 1), 1 << depth - 1)
  }

  @inline(__always)
  func converted(_ red: Value, _ green: Value, _ blue: Value) -> (Value, Value, Value) {
    let (red, green, blue) = (Int64(red), Int64(green), Int64(blue))
    return (
      rounded(19595 * red + 38470 * green + 7471 * blue),
      rounded(-11059 * red - 21709 * green + 32768 * blue, half),
      rounded(32768 * red - 27439 * green - 5329 * blue, half)
    )
  }

  @inline(__always)
  func restored(_ colour: (Value, Value, Value)) -> (Value, Value, Value) {
    let (luma, blue, red) = (Int64(colour.0) << 16, Int64(colour.1) - half, Int64(colour.2) - half)
    return (
      rounded(luma + 91881 * red), rounded(luma - 22554 * blue - 46802 * red), rounded(luma + 116130 * blue)
    )
  }

  @inline(__always)
  private func rounded(_ value: Int64, _ offset: Int64 = 0) -> Value {
    Value(truncatingIfNeeded: max(0, min(most, (value + 32768) >> 16 + offset)))
  }
}
