import FrameveilTesting
import Geometry
import Redaction

/// A pixel format that the redactor supports.
enum Format: String, CaseIterable, Sendable {
  case i420, nv12, y42b, y444, nv24, i420Deep, y422Deep, p010, gray

  var planes: [PlaneLayout] {
    switch self {
    case .i420: Self.planes(1, 1)
    case .nv12: Self.planes(1, 1, isInterleaved: true)
    case .y42b: Self.planes(1, 0)
    case .y444: Self.planes(0, 0)
    case .nv24: Self.planes(0, 0, isInterleaved: true)
    case .i420Deep: Self.planes(1, 1, depth: 10)
    case .y422Deep: Self.planes(1, 0, depth: 12)
    case .p010: Self.planes(1, 1, depth: 10, shift: 6, isInterleaved: true)
    case .gray: [Self.plane(.luma, 1, 0, 0, 8, 0)]
    }
  }

  private static func planes(
    _ widthShift: Int, _ heightShift: Int, depth: Int = 8, shift: Int = 0, isInterleaved: Bool = false
  ) -> [PlaneLayout] {
    let chroma = plane(.chroma, isInterleaved ? 2 : 1, widthShift, heightShift, depth, shift)
    return [plane(.luma, 1, 0, 0, depth, shift)] + [chroma] + (isInterleaved ? [] : [chroma])
  }

  private static func plane(
    _ role: PlaneLayout.Role, _ channels: Int, _ widthShift: Int, _ heightShift: Int, _ depth: Int,
    _ shift: Int
  ) -> PlaneLayout {
    PlaneLayout(
      role: role, channels: channels, bytesPerValue: depth > 8 ? 2 : 1, depth: depth, shift: shift,
      widthShift: widthShift, heightShift: heightShift, isFullRange: false)
  }
}

/// The planes of a test frame, with padded rows whose padding must not change.
struct TestFrame: Equatable {
  struct Plane: Equatable {
    var layout: PlaneLayout
    var columns: Int
    var rows: Int
    var stride: Int
    var bytes: [UInt8]

    static let padding: UInt8 = 0xA5

    /// The bytes of a row, with its padding.
    func row(_ row: Int) -> ArraySlice<UInt8> { bytes[row * stride..<(row + 1) * stride] }

    /// The value of one channel, scaled to 8 bits.
    func value(_ column: Int, _ row: Int, _ channel: Int = 0) -> Double {
      let at = row * stride + (column * layout.channels + channel) * layout.bytesPerValue
      let stored = layout.bytesPerValue == 1 ? Int(bytes[at]) : Int(bytes[at]) | Int(bytes[at + 1]) << 8
      return Double(stored >> layout.shift) / Double(1 << (layout.depth - 8))
    }
  }

  let size: FrameSize
  var planes: [Plane]

  /// A frame whose values, scaled to 8 bits, are a function of the frame coordinates.
  init(_ format: Format, _ size: FrameSize, value: (_ plane: Int, _ x: Int, _ y: Int) -> UInt8) {
    self.size = size
    planes = format.planes.enumerated().map { index, layout in
      let whole = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      let rowBytes = whole.width * layout.channels * layout.bytesPerValue
      let stride = (rowBytes + 15) / 16 * 16 + 16
      var bytes = [UInt8](repeating: Plane.padding, count: stride * whole.height)
      for row in 0..<whole.height {
        for place in 0..<whole.width * layout.channels {
          let (column, channel) = place.quotientAndRemainder(dividingBy: layout.channels)
          let wanted = UInt16(value(index + channel, column << layout.widthShift, row << layout.heightShift))
          let stored = wanted << UInt16(layout.depth - 8 + layout.shift)
          let at = row * stride + place * layout.bytesPerValue
          bytes[at] = UInt8(truncatingIfNeeded: stored)
          if layout.bytesPerValue == 2 { bytes[at + 1] = UInt8(stored >> 8) }
        }
      }
      return Plane(layout: layout, columns: whole.width, rows: whole.height, stride: stride, bytes: bytes)
    }
  }

  /// The frame after redaction of boxes, with corners as round as they can be.
  func hiding(_ boxes: [Box], _ style: RedactionStyle) throws -> TestFrame {
    try hiding(boxes.map { MaskBox($0, cornerRadii: SIMD2($0.width, $0.height) / 2) }, style)
  }

  /// The frame after redaction of masks.
  func hiding(_ boxes: [MaskBox], _ style: RedactionStyle) throws -> TestFrame {
    var copy = self
    let redactor = try Redactor(style: style)
    try copy.lend(from: 0, lent: []) { try redactor.redact(boxes, in: $0, size: size) }
    return copy
  }

  private mutating func lend(from index: Int, lent: [MutablePlane], _ body: ([MutablePlane]) throws -> Void)
    throws
  {
    guard index < planes.count else { return try body(lent) }
    let (layout, stride) = (planes[index].layout, planes[index].stride)
    var bytes = planes[index].bytes
    try bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      let plane = MutablePlane(layout: layout, base: base, stride: stride)
      try lend(from: index + 1, lent: lent + [plane], body)
    }
    planes[index].bytes = bytes
  }

  /// The first and the last byte of each row that differ from another frame's: plane, column, row, and whether it is
  /// padding.
  func differences(_ other: TestFrame) -> [(plane: Int, column: Int, row: Int, isPadding: Bool)] {
    planes.indices.flatMap { index in
      let (own, others) = (planes[index], other.planes[index])
      let value = own.layout.channels * own.layout.bytesPerValue
      return (0..<own.rows).flatMap { row in
        let bounds = ByteArrays.differenceBounds(own.row(row), others.row(row)).map { [$0.first, $0.last] }
        return (bounds ?? []).map { (index, $0 / value, row, $0 / value >= own.columns) }
      }
    }
  }

  /// Whether the padding of every row is as it was made.
  var hasIntactPadding: Bool {
    planes.allSatisfy { plane in
      let used = plane.columns * plane.layout.channels * plane.layout.bytesPerValue
      let blank = Array(repeating: Plane.padding, count: plane.stride - used)[...]
      return (0..<plane.rows).allSatisfy { plane.row($0).dropFirst(used) == blank }
    }
  }
}
