import Core
import Geometry
import Media
import Reporting
import StillImages
import Tracking

/// A thumbnail of a part of a frame.
struct Thumbnail: Sendable {
  /// The usual longer side in pixels.
  static let side = 96

  let size: FrameSize
  /// Three planes of this size in the JPEG colour space: full range, ITU-R BT.601 weights.
  let planes: [UInt8]

  /// The content of a redaction box, without its surroundings: beyond round corners it is white.
  init?(of frame: MappedFrame, at redactionBox: RedactionBox, _ orientation: Orientation) {
    self.init(of: frame, in: redactionBox.box, orientation) { redactionBox.contains($0) }
  }

  /// Samples the nearest pixels of a coded frame; nil if the box (ratios of the displayed frame) lies
  /// outside.
  ///
  /// - Parameters:
  ///   - side: the longer side in pixels, at most.
  ///   - isShown: whether a point of the displayed frame, in ratios, is shown; others are white.
  init?(
    of frame: MappedFrame, in box: Box, _ orientation: Orientation, side: Int = Self.side,
    where isShown: (SIMD2<Double>) -> Bool
  ) {
    guard let box = box.intersection(.picture),
      let inside = frame.size.pixels(of: orientation.coded(box))
    else { return nil }
    let shown = frame.size.displayed(orientation)
    let (width, height) = (box.width * Double(shown.width), box.height * Double(shown.height))
    let scale = Double(side) / max(width, height, 1)
    let size = FrameSize(
      width: max(1, Int((width * scale).rounded())), height: max(1, Int((height * scale).rounded())))
    let count = size.width * size.height
    var planes = [UInt8](repeating: 0, count: 3 * count)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let point = Box(
          left: box.left + (Double(column) + 0.5) / Double(size.width) * box.width,
          top: box.top + (Double(row) + 0.5) / Double(size.height) * box.height, width: 0, height: 0)
        let place = row * size.width + column
        guard isShown(point.center) else {
          (planes[place], planes[place + count], planes[place + 2 * count]) = (255, 128, 128)
          continue
        }
        let coded = orientation.coded(point)
        let x = max(inside.x, min(inside.maxX - 1, Int(coded.left * Double(frame.size.width))))
        let y = max(inside.y, min(inside.maxY - 1, Int(coded.top * Double(frame.size.height))))
        let (luma, blue, red) = frame.colour(x: x, y: y).jpeg
        (planes[place], planes[place + count], planes[place + 2 * count]) = (luma, blue, red)
      }
    }
    self.size = size
    self.planes = planes
  }

  /// Red, green and blue, 0 to 255, at a place in ratios of the thumbnail.
  func colour(x: Float, y: Float) -> SIMD3<Float> {
    let count = size.width * size.height
    let place =
      min(size.height - 1, Int(y * Float(size.height))) * size.width
      + min(size.width - 1, Int(x * Float(size.width)))
    let luma = Float(planes[place])
    let (blue, red) = (Float(planes[place + count]) - 128, Float(planes[place + 2 * count]) - 128)
    return SIMD3(luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue)
  }

  /// The bytes of a JPEG file.
  func jpeg() throws(UserError) -> [UInt8] {
    guard let bytes = JPEGEncoder.encode(planes, size: size) else {
      throw UserError(
        .internalFailure, "thumbnail", "cannot be encoded as JPEG in \(size.width)x\(size.height)")
    }
    return bytes
  }
}

extension MappedFrame {
  /// The colour of a pixel (ITU-T H.273, equations 39 to 44).
  fileprivate func colour(x: Int, y: Int) -> RGB {
    let luma = planes[0].value(x: x, y: y, channel: 0)
    var (blue, red) = (128.0, 128.0)
    if planes.count == 2 {
      (blue, red) = (planes[1].value(x: x, y: y, channel: 0), planes[1].value(x: x, y: y, channel: 1))
    } else if planes.count > 2 {
      (blue, red) = (planes[1].value(x: x, y: y, channel: 0), planes[2].value(x: x, y: y, channel: 0))
    }
    if colour.isCrFirst { (blue, red) = (red, blue) }
    let level = colour.isFullRange ? luma : (luma - 16) * 255 / 219
    let chromaScale = colour.isFullRange ? 1.0 : 255.0 / 224
    let (fromBlue, fromRed) = ((blue - 128) * chromaScale, (red - 128) * chromaScale)
    let greenWeight = 1 - colour.redWeight - colour.blueWeight
    let r = level + 2 * (1 - colour.redWeight) * fromRed
    let b = level + 2 * (1 - colour.blueWeight) * fromBlue
    let g = (level - colour.redWeight * r - colour.blueWeight * b) / greenWeight
    return RGB(red: r, green: g, blue: b)
  }
}

extension Plane {
  /// The value at a luma position, scaled to 8 bits.
  fileprivate func value(x: Int, y: Int, channel: Int) -> Double {
    let line = base + (y >> layout.heightShift) * stride
    let offset = ((x >> layout.widthShift) * layout.channels + channel) * layout.bytesPerValue
    guard layout.bytesPerValue == 2 else { return Double(line.load(fromByteOffset: offset, as: UInt8.self)) }
    let value =
      UInt16(littleEndian: line.load(fromByteOffset: offset, as: UInt16.self)) >> UInt16(layout.shift)
    return Double(value) / Double(1 << (layout.depth - 8))
  }
}

/// A colour with components in 0...255.
private struct RGB {
  var red, green, blue: Double

  /// The Y, Cb and Cr components as JPEG has them (JFIF 1.02, page 4).
  var jpeg: (luma: UInt8, blue: UInt8, red: UInt8) {
    let value = { (value: Double) in UInt8(max(0, min(255, value.rounded()))) }
    let luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return (value(luma), value(128 + (blue - luma) / 1.772), value(128 + (red - luma) / 1.402))
  }
}

/// Keeps one thumbnail for each of the first tracks, taken from the redacted frame with the largest face.
struct ThumbnailStore: Sendable {
  private(set) var all: [Int: Thumbnail] = [:]
  private var scores: [Int: Double] = [:]
  private let orientation: Orientation

  init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Whether one of the boxes gives a better thumbnail.
  func wants(_ redactionBoxes: [RedactionBox]) -> Bool { redactionBoxes.contains(where: isBetter) }

  /// Takes thumbnails from a redacted frame.
  mutating func process(_ redactionBoxes: [RedactionBox], hiddenIn frame: MappedFrame) {
    for redactionBox in redactionBoxes where isBetter(redactionBox) {
      guard let thumbnail = Thumbnail(of: frame, at: redactionBox, orientation) else { continue }
      all[redactionBox.track] = thumbnail
      scores[redactionBox.track] = Self.score(redactionBox)
    }
  }

  private func isBetter(_ redactionBox: RedactionBox) -> Bool {
    guard redactionBox.reason != .lingering, redactionBox.reason != .adjacentScene else { return false }
    guard let score = scores[redactionBox.track] else { return all.count < CoverageReport.maxThumbnails }
    return Self.score(redactionBox) > Self.replacementRatio * score
  }

  /// The box size counts; an extrapolated or interpolated box is large without a face of that size.
  private static func score(_ redactionBox: RedactionBox) -> Double {
    switch redactionBox.reason {
    case .sample, .between: redactionBox.box.area
    case .extended, .bridged, .followed, .adjacentScene, .lingering: redactionBox.box.area * 0.1
    }
  }

  /// The minimum ratio of scores that replaces a thumbnail.
  private static let replacementRatio = 1.5
}
