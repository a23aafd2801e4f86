import Geometry
import OpenCV

/// A test frame with its own planes.
struct Drawing {
  /// The pixel format.
  enum Format: String, CaseIterable, Sendable {
    case i420, yv12, nv12, nv21, y42b, y444, i420Ten, p010, gray
  }

  let size: FrameSize
  let colour: Colorimetry
  private var planes: [(layout: PlaneLayout, bytes: [UInt8], stride: Int)] = []

  /// Fills the planes of a format from `pixel`, which returns 8-bit Y', Cb and Cr; rows are padded by 6
  /// bytes.
  init(
    _ format: Format, _ size: FrameSize, colour: Colorimetry = Colorimetry(),
    pixel: (_ x: Int, _ y: Int) -> (luma: Int, blue: Int, red: Int)
  ) {
    self.size = size
    var colour = colour
    colour.isCrFirst = format == .yv12 || format == .nv21
    self.colour = colour
    for layout in Self.layouts(format) {
      let index = planes.count
      let width = (size.width + (1 << layout.widthShift) - 1) >> layout.widthShift
      let height = (size.height + (1 << layout.heightShift) - 1) >> layout.heightShift
      let stride = width * layout.channels * layout.bytesPerValue + 6
      var bytes = [UInt8](repeating: 0xEE, count: stride * height)
      for y in 0..<height {
        for x in 0..<width {
          let value = pixel(x << layout.widthShift, y << layout.heightShift)
          let chroma = colour.isCrFirst ? [value.red, value.blue] : [value.blue, value.red]
          for channel in 0..<layout.channels {
            let eight = layout.role == .luma ? value.luma : chroma[layout.channels == 2 ? channel : index - 1]
            let stored = eight << (layout.depth - 8 + layout.shift)
            let place = y * stride + (x * layout.channels + channel) * layout.bytesPerValue
            bytes[place] = UInt8(truncatingIfNeeded: stored)
            if layout.bytesPerValue == 2 { bytes[place + 1] = UInt8(stored >> 8) }
          }
        }
      }
      planes.append((layout, bytes, stride))
    }
  }

  /// Uses planes without gaps, as in ffmpeg's rawvideo.
  init(_ format: Format, _ size: FrameSize, packed bytes: [UInt8]) {
    self.size = size
    colour = Colorimetry(redWeight: 0.299, blueWeight: 0.114, isCrFirst: format == .yv12 || format == .nv21)
    var start = 0
    for layout in Self.layouts(format) {
      let width = (size.width + (1 << layout.widthShift) - 1) >> layout.widthShift
      let height = (size.height + (1 << layout.heightShift) - 1) >> layout.heightShift
      let stride = width * layout.channels * layout.bytesPerValue
      planes.append((layout, Array(bytes[start..<start + stride * height]), stride))
      start += stride * height
    }
  }

  /// Maps the planes.
  func read<Result>(_ body: (MappedFrame) throws -> Result) rethrows -> Result {
    try read(planes[...], [], body)
  }

  private func read<Result>(
    _ rest: ArraySlice<(layout: PlaneLayout, bytes: [UInt8], stride: Int)>, _ mapped: [Plane],
    _ body: (MappedFrame) throws -> Result
  ) rethrows -> Result {
    guard let first = rest.first else {
      return try body(MappedFrame(planes: mapped, size: size, colour: colour))
    }
    return try first.bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { fatalError("an empty plane") }
      let plane = Plane(layout: first.layout, base: base, stride: first.stride)
      return try read(rest.dropFirst(), mapped + [plane], body)
    }
  }

  private static func layouts(_ format: Format) -> [PlaneLayout] {
    func layout(
      _ role: PlaneLayout.Role, _ channels: Int, _ depth: Int, _ shift: Int, _ subsampling: (Int, Int)
    )
      -> PlaneLayout
    {
      PlaneLayout(
        role: role, channels: channels, bytesPerValue: depth > 8 ? 2 : 1, depth: depth, shift: shift,
        widthShift: subsampling.0, heightShift: subsampling.1, isFullRange: false)
    }
    let (depth, shift) = format == .p010 ? (10, 6) : format == .i420Ten ? (10, 0) : (8, 0)
    let luma = layout(.luma, 1, depth, shift, (0, 0))
    switch format {
    case .gray: return [luma]
    case .nv12, .nv21, .p010: return [luma, layout(.chroma, 2, depth, shift, (1, 1))]
    case .i420, .yv12, .i420Ten:
      return [luma] + [PlaneLayout](repeating: layout(.chroma, 1, depth, shift, (1, 1)), count: 2)
    case .y42b: return [luma] + [PlaneLayout](repeating: layout(.chroma, 1, depth, shift, (1, 0)), count: 2)
    case .y444: return [luma] + [PlaneLayout](repeating: layout(.chroma, 1, depth, shift, (0, 0)), count: 2)
    }
  }
}
