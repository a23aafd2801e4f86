import CPNG
import Geometry

/// The image header chunk, IHDR (ISO/IEC 15948, section 11.2.2).
struct PNGHeader {
  /// How samples make a pixel.
  enum ColourType: UInt8 {
    case grey = 0, colour = 2, palette = 3, greyOpacity = 4, colourOpacity = 6

    /// The samples of a pixel.
    var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .greyOpacity: 2
      case .colour: 3
      case .colourOpacity: 4
      }
    }

    fileprivate var depths: [Int] {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      default: [8, 16]
      }
    }
  }

  var size: FrameSize
  /// The bits of a sample.
  var depth: Int
  var type: ColourType
  /// Whether the image is stored in the passes of Adam7.
  let isInterlaced: Bool

  /// Returns nil when a field or a combination of fields is not allowed.
  init?(_ content: ArraySlice<UInt8>) {
    let content = Array(content)
    guard content.count == 13, content[10] == 0, content[11] == 0, content[12] <= 1 else { return nil }
    let number = { (place: Int) in content[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    size = FrameSize(width: number(0), height: number(4))
    isInterlaced = content[12] == 1
    depth = Int(content[8])
    guard let type = ColourType(rawValue: content[9]) else { return nil }
    self.type = type
    guard size.width > 0, size.height > 0, type.depths.contains(depth), size.width < 1 << 31,
      size.height < 1 << 31
    else { return nil }
  }

  /// The chunk's content.
  var bytes: [UInt8] {
    let number = { (value: Int) in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return number(size.width) + number(size.height)
      + [UInt8(depth), type.rawValue, 0, 0, isInterlaced ? 1 : 0]
  }

  /// The header of a picture of another size in the same file.
  func resized(_ size: FrameSize) -> PNGHeader {
    var header = self
    header.size = size
    return header
  }

  var libpng: FVPNGHeader {
    FVPNGHeader(
      width: UInt32(size.width), height: UInt32(size.height), depth: Int32(depth),
      colour_type: Int32(type.rawValue), interlaced: isInterlaced)
  }

  /// The bytes of all samples as libpng unpacks them.
  var sampleBytes: Int { size.width * size.height * type.channels * (depth == 16 ? 2 : 1) }

  /// The size of the decompressed image data in bytes: each row of each pass, with its filter type byte. The
  /// image size must have been checked against the limits before.
  var unpacked: Int {
    passes.reduce(0) { sum, pass in
      let columns = (size.width - pass.x + pass.stepX - 1) / pass.stepX
      let rows = (size.height - pass.y + pass.stepY - 1) / pass.stepY
      return columns > 0 && rows > 0
        ? sum + rows * (1 + (columns * type.channels * depth + 7) / 8) : sum
    }
  }

  /// Checks the size of the image and of its data.
  func check(within limits: FrameLimits) throws(StillImage.Refusal) {
    try limits.check(size)
    // With 16 bits per channel a pixel takes twice the memory, here and in the decoder.
    guard unpacked <= 4 * limits.pixels + 2 * size.height else { throw .tooLarge(size) }
  }

  /// Origin and step of each pass of Adam7 interlacing (section 8.2).
  private var passes: [(x: Int, y: Int, stepX: Int, stepY: Int)] {
    guard isInterlaced else { return [(0, 0, 1, 1)] }
    return [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
  }
}
