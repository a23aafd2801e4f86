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
    let walk = UprightWalk(coded, orientation)
    let upright = orientation == .identity ? luma : walk.values(of: luma, width: width, height: height)
    guard let reduced = LumaFrame(width: width, height: height, bytes: upright) else {
      preconditionFailure("a reduced plane has as many values as asked for")
    }
    self = reduced
  }
}

extension UprightWalk {
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
