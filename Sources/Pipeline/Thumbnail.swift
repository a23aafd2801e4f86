import Geometry
import Media

/// A small picture of what stands in a cover's box, and of nothing around it.
struct Thumbnail: Sendable {
  /// The longer side in pixels.
  static let side = 96

  let size: PictureSize
  /// Red, green, blue and a byte that says nothing, row after row.
  let pixels: [UInt8]

  /// Takes the nearest pixels of a coded picture; nil where the box (ratios of the displayed picture) lies outside.
  init?(of picture: MappedPicture, at box: Box, _ orientation: Orientation) {
    guard let box = box.intersection(.picture), let inside = picture.size.pixels(of: orientation.coded(box))
    else { return nil }
    let shown = picture.size.displayed(orientation)
    let (width, height) = (box.width * Double(shown.width), box.height * Double(shown.height))
    let scale = Double(Self.side) / max(width, height, 1)
    let size = PictureSize(width: max(1, Int(width * scale)), height: max(1, Int(height * scale)))
    var pixels: [UInt8] = []
    pixels.reserveCapacity(4 * size.width * size.height)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let point = Box(
          left: box.left + (Double(column) + 0.5) / Double(size.width) * box.width,
          top: box.top + (Double(row) + 0.5) / Double(size.height) * box.height, width: 0, height: 0)
        let coded = orientation.coded(point)
        let x = max(inside.x, min(inside.maxX - 1, Int(coded.left * Double(picture.size.width))))
        let y = max(inside.y, min(inside.maxY - 1, Int(coded.top * Double(picture.size.height))))
        pixels += picture.colour(x: x, y: y)
      }
    }
    self.size = size
    self.pixels = pixels
  }
}

extension MappedPicture {
  /// The colour of a pixel as red, green, blue and 255, in 8 bits (ITU-T H.273, equations 39 to 44).
  fileprivate func colour(x: Int, y: Int) -> [UInt8] {
    let luma = planes[0].value(x: x, y: y, channel: 0)
    var (blue, red) = (128.0, 128.0)
    if planes.count == 2 {
      (blue, red) = (planes[1].value(x: x, y: y, channel: 0), planes[1].value(x: x, y: y, channel: 1))
    } else if planes.count > 2 {
      (blue, red) = (planes[1].value(x: x, y: y, channel: 0), planes[2].value(x: x, y: y, channel: 0))
    }
    if colour.isRedFirst { (blue, red) = (red, blue) }
    let level = colour.isFullRange ? luma : (luma - 16) * 255 / 219
    let reach = colour.isFullRange ? 1.0 : 255.0 / 224
    let (fromBlue, fromRed) = ((blue - 128) * reach, (red - 128) * reach)
    let greenWeight = 1 - colour.redWeight - colour.blueWeight
    let r = level + 2 * (1 - colour.redWeight) * fromRed
    let b = level + 2 * (1 - colour.blueWeight) * fromBlue
    let g = (level - colour.redWeight * r - colour.blueWeight * b) / greenWeight
    return [r, g, b, 255].map { UInt8(max(0, min(255, $0.rounded()))) }
  }
}

extension Plane {
  /// The value that a pixel of the picture has, brought to 8 bits.
  fileprivate func value(x: Int, y: Int, channel: Int) -> Double {
    let line = base + (y >> layout.heightShift) * stride
    let offset = ((x >> layout.widthShift) * layout.channels + channel) * layout.bytesPerValue
    guard layout.bytesPerValue == 2 else { return Double(line.load(fromByteOffset: offset, as: UInt8.self)) }
    let value =
      UInt16(littleEndian: line.load(fromByteOffset: offset, as: UInt16.self)) >> UInt16(layout.shift)
    return Double(value) / Double(1 << (layout.depth - 8))
  }
}
