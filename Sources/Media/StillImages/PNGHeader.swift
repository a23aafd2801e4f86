import Geometry

/// The image header chunk, IHDR (ISO/IEC 15948, section 11.2.2).
struct PNGHeader {
  let size: FrameSize
  private let bitsPerPixel: Int
  private let isInterlaced: Bool

  /// Returns nil when a field or a combination of fields is not allowed.
  init?(_ content: ArraySlice<UInt8>) {
    let content = Array(content)
    guard content.count == 13, content[10] == 0, content[11] == 0, content[12] <= 1 else { return nil }
    let number = { (place: Int) in content[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    size = FrameSize(width: number(0), height: number(4))
    isInterlaced = content[12] == 1
    let depth = Int(content[8])
    let (channels, depths): (Int, [Int])
    switch content[9] {
    case 0: (channels, depths) = (1, [1, 2, 4, 8, 16])
    case 2: (channels, depths) = (3, [8, 16])
    case 3: (channels, depths) = (1, [1, 2, 4, 8])
    case 4: (channels, depths) = (2, [8, 16])
    case 6: (channels, depths) = (4, [8, 16])
    default: return nil
    }
    guard size.width > 0, size.height > 0, depths.contains(depth), size.width < 1 << 31, size.height < 1 << 31
    else { return nil }
    bitsPerPixel = channels * depth
  }

  /// The size of the decompressed image data in bytes: each row of each pass, with its filter type byte. The
  /// image size must have been checked against the limits before.
  var unpacked: Int {
    passes.reduce(0) { sum, pass in
      let columns = (size.width - pass.x + pass.stepX - 1) / pass.stepX
      let rows = (size.height - pass.y + pass.stepY - 1) / pass.stepY
      return columns > 0 && rows > 0 ? sum + rows * (1 + (columns * bitsPerPixel + 7) / 8) : sum
    }
  }

  /// Origin and step of each pass of Adam7 interlacing (section 8.2).
  private var passes: [(x: Int, y: Int, stepX: Int, stepY: Int)] {
    guard isInterlaced else { return [(0, 0, 1, 1)] }
    return [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
  }
}
