import COpenCV
public import Geometry

extension LumaFrame {
  /// Reduces a frame's luma so that its longer displayed side has at most `maxSide` pixels; a smaller frame keeps its
  /// size. It is halved by area averaging as often as possible, and then scaled linearly: at 1080p that takes a fourth
  /// of the time of area averaging. Values are as stored: 16...235 unless the range is full. The pixel aspect ratio is
  /// ignored.
  public init(of frame: MappedFrame, orientation: Orientation, maxSide: Int) throws {
    let size = Self.reducedSize(of: frame.size, orientation: orientation, maxSide: maxSide)
    let (width, height) = (size.width, size.height)
    let coded = size.displayed(orientation)
    let luma = try frame.planes[0].halved(frame.size, to: coded)
    let walk = OrientationStrides(coded, orientation)
    let upright = orientation == .identity ? luma : walk.values(of: luma, width: width, height: height)
    guard let reduced = LumaFrame(width: width, height: height, bytes: upright) else {
      preconditionFailure("a reduced plane has as many values as asked for")
    }
    self = reduced
  }

  /// The displayed size of a frame whose longer displayed side was reduced to at most `maxSide` pixels.
  public static func reducedSize(of coded: FrameSize, orientation: Orientation, maxSide: Int) -> FrameSize {
    let displayed = coded.displayed(orientation)
    let long = max(displayed.width, displayed.height)
    let side = min(maxSide, long)
    return FrameSize(
      width: max(1, (displayed.width * side + long / 2) / long),
      height: max(1, (displayed.height * side + long / 2) / long))
  }
}

extension OrientationStrides {
  /// The values in the order of the displayed frame.
  fileprivate func values(of coded: [UInt8], width: Int, height: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: coded.count) { buffer, filled in
      for y in 0..<height {
        for x in 0..<width { buffer[y * width + x] = coded[start + x * stepX + y * stepY] }
      }
      filled = coded.count
    }
  }
}

extension Plane {
  /// The plane of a frame of `full` pixels, which is not subsampled, reduced to `size` in 8 bits.
  fileprivate func halved(_ full: FrameSize, to size: FrameSize) throws -> [UInt8] {
    let whole = PixelRect(x: 0, y: 0, width: full.width, height: full.height)
    // An odd row or column is left out, which shifts nothing by more than half a pixel.
    let half = FrameSize(width: full.width / 2, height: full.height / 2)
    guard half.width >= size.width, half.height >= size.height, layout.channels == 1 else {
      return try reduced(whole, to: size, by: FV_LINEAR)
    }
    let even = PixelRect(x: 0, y: 0, width: 2 * half.width, height: 2 * half.height)
    let values = try reduced(even, to: half, by: FV_AREA)
    guard half != size else { return values }
    return try values.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return values }
      var layout = layout
      (layout.bytesPerValue, layout.depth, layout.shift) = (1, 8, 0)
      return try Plane(layout: layout, base: base, stride: half.width).halved(half, to: size)
    }
  }

  /// The part of the plane that covers a rectangle of the frame, reduced by area averaging (or enlarged
  /// linearly) to `size`, in 8 bits: rows without padding, `layout.channels` values per pixel.
  func reduced(_ rect: PixelRect, to size: FrameSize) throws -> [UInt8] {
    let part = layout.rect(of: rect)
    let isDownscaling = part.width >= size.width && part.height >= size.height
    return try reduced(rect, to: size, by: isDownscaling ? FV_AREA : FV_LINEAR)
  }

  private func reduced(_ rect: PixelRect, to size: FrameSize, by interpolation: fv_interpolation) throws
    -> [UInt8]
  {
    let part = layout.rect(of: rect)
    let row = base + part.y * stride
    let source = fv_image(
      data: UnsafeMutableRawPointer(mutating: row + part.x * layout.channels * layout.bytesPerValue),
      width: Int32(part.width), height: Int32(part.height), stride: stride,
      channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
    let count = size.width * size.height * layout.channels
    guard layout.bytesPerValue == 2 else {
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, interpolation)
        filled = count
      }
    }
    let wide = try [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, interpolation)
      filled = count
    }
    let shift = layout.shift + layout.depth - 8
    return wide.map { UInt8(truncatingIfNeeded: min(255, $0 >> shift)) }
  }
}

extension fv_image {
  fileprivate func resize(
    into memory: UnsafeMutableRawBufferPointer, _ size: FrameSize, _ interpolation: fv_interpolation
  ) throws {
    let target = fv_image(
      data: memory.baseAddress, width: Int32(size.width), height: Int32(size.height),
      stride: size.width * Int(channels) * Int(bytes_per_value), channels: channels,
      bytes_per_value: bytes_per_value)
    try OpenCV.resize(self, into: target, interpolation)
  }
}

/// The strides with which to read a coded frame's pixels in the order of the displayed frame: row by row,
/// from its top left.
struct OrientationStrides {
  /// The index of the displayed frame's top left pixel.
  private(set) var start = 0
  /// The stride to the next displayed pixel on the right.
  private(set) var stepX: Int
  /// The stride to the displayed pixel below.
  private(set) var stepY: Int

  /// The rows of `coded` have no padding.
  init(_ coded: FrameSize, _ orientation: Orientation) {
    // Without rotation, perhaps mirrored.
    (stepX, stepY) = (orientation.isFlipped ? -1 : 1, coded.width)
    if orientation.isFlipped { start = coded.width - 1 }
    var (width, height) = (coded.width, coded.height)
    for _ in 0..<orientation.quarterTurns {
      // Rotated clockwise: the new top left was the bottom left; right was up, and down was right.
      start += (height - 1) * stepY
      (stepX, stepY) = (-stepY, stepX)
      swap(&width, &height)
    }
  }
}
