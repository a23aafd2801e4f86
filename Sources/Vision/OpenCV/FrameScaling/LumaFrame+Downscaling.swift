import COpenCV
public import Geometry

extension LumaFrame {
  /// Reduces a frame's luma by area averaging so that its longer displayed side has at most `maxSide` pixels;
  /// a smaller frame keeps its size. Values are as stored: 16...235 unless the range is full. The pixel
  /// aspect ratio is ignored.
  public init(of frame: MappedFrame, orientation: Orientation, maxSide: Int) throws {
    let displayed = frame.size.displayed(orientation)
    let long = max(displayed.width, displayed.height)
    let side = min(maxSide, long)
    let width = max(1, (displayed.width * side + long / 2) / long)
    let height = max(1, (displayed.height * side + long / 2) / long)
    let coded = FrameSize(width: width, height: height).displayed(orientation)
    let whole = PixelRect(x: 0, y: 0, width: frame.size.width, height: frame.size.height)
    let luma = try frame.planes[0].reduced(whole, to: coded)
    let walk = OrientationStrides(coded, orientation)
    let upright = orientation == .identity ? luma : walk.values(of: luma, width: width, height: height)
    guard let reduced = LumaFrame(width: width, height: height, bytes: upright) else {
      preconditionFailure("a reduced plane has as many values as asked for")
    }
    self = reduced
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
  /// The part of the plane that covers a rectangle of the frame, reduced by area averaging (or enlarged
  /// linearly) to `size`, in 8 bits: rows without padding, `layout.channels` values per pixel.
  func reduced(_ rect: PixelRect, to size: FrameSize) throws -> [UInt8] {
    let part = layout.rect(of: rect)
    let row = base + part.y * stride
    let source = fv_image(
      data: UnsafeMutableRawPointer(mutating: row + part.x * layout.channels * layout.bytesPerValue),
      width: Int32(part.width), height: Int32(part.height), stride: stride,
      channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
    let isDownscaling = part.width >= size.width && part.height >= size.height
    let count = size.width * size.height * layout.channels
    guard layout.bytesPerValue == 2 else {
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, isDownscaling)
        filled = count
      }
    }
    let wide = try [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      try source.resize(into: UnsafeMutableRawBufferPointer(buffer), size, isDownscaling)
      filled = count
    }
    let shift = layout.shift + layout.depth - 8
    return wide.map { UInt8(truncatingIfNeeded: min(255, $0 >> shift)) }
  }
}

extension fv_image {
  fileprivate func resize(
    into memory: UnsafeMutableRawBufferPointer, _ size: FrameSize, _ isDownscaling: Bool
  ) throws {
    let target = fv_image(
      data: memory.baseAddress, width: Int32(size.width), height: Int32(size.height),
      stride: size.width * Int(channels) * Int(bytes_per_value), channels: channels,
      bytes_per_value: bytes_per_value)
    try OpenCV.resize(self, into: target, isDownscaling ? FV_AREA : FV_LINEAR)
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
