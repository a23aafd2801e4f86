import Geometry

/// The blocks of a GIF file (GIF89a, section 12), none of which is decompressed.
struct GIFFile {
  /// An image and its graphic control extension.
  struct Frame {
    var rect: PixelRect
    var isInterlaced: Bool
    /// Nil for the global one.
    var palette: GIFPalette?
    var control: Control
    /// The minimum code size, the sub-blocks of compressed data and their terminator.
    let data: Range<Int>
  }

  /// A graphic control extension (GIF89a, section 23).
  struct Control {
    /// Whether the file states it.
    var isPresent = false
    var disposal = Disposal.unspecified
    var waitsForUser = false
    /// In hundredths of a second.
    var delay = 0
    /// The index that is not drawn.
    var transparent: Int?
  }

  /// What happens to the image before the next one is drawn.
  enum Disposal: Int {
    case unspecified, keep, clear, restore
  }

  /// An extension that says nothing about one image alone, with its sub-blocks.
  struct Extension {
    let label: UInt8
    var blocks: [[UInt8]]
    /// The image before which it stands; the number of images for the end.
    let place: Int
  }

  let bytes: [UInt8]
  let is89a: Bool
  let screen: FrameSize
  let colourResolution: Int
  let background: UInt8
  let aspect: UInt8
  let palette: GIFPalette?
  private(set) var frames: [Frame] = []
  private(set) var extensions: [Extension] = []
  /// The number of bytes after the trailer.
  let trailing: Int

  /// - Throws: `StillImage.Refusal.damaged` if blocks are missing or cut off; `ImageError` for an image without a palette.
  init(_ file: [UInt8]) throws {
    var reader = Reader(bytes: file)
    let signature = try reader.take(6)
    guard file[signature].starts(with: Array("GIF".utf8)) else { throw StillImage.Refusal.unknownFormat }
    is89a = file[3..<6].elementsEqual(Array("89a".utf8))
    screen = FrameSize(width: try reader.number(), height: try reader.number())
    let flags = try reader.byte()
    (background, aspect) = (try reader.byte(), try reader.byte())
    colourResolution = Int(flags >> 4 & 7) + 1
    palette = try flags & 0x80 == 0 ? nil : reader.palette(flags, isSorted: flags & 8 != 0)
    bytes = file
    trailing = try Self.readBlocks(&reader, palette, &frames, &extensions)
    guard !frames.isEmpty else { throw StillImage.Refusal.damaged }
  }

  /// The rectangle of the screen, grown to hold all images: some viewers show what is beyond the screen, others do not.
  var canvas: FrameSize {
    frames.reduce(screen) {
      FrameSize(width: max($0.width, $1.rect.maxX), height: max($0.height, $1.rect.maxY))
    }
  }

  private static func readBlocks(
    _ reader: inout Reader, _ palette: GIFPalette?, _ frames: inout [Frame], _ extensions: inout [Extension]
  ) throws -> Int {
    var control = Control()
    while true {
      switch try reader.byte() {
      case 0x2C:
        frames.append(try reader.frame(control, palette))
        control = Control()
      case 0x21:
        let label = try reader.byte()
        let blocks = try reader.blocks()
        if label == 0xF9 {
          control = Control(reader.bytes, blocks) ?? control
        } else {
          extensions.append(
            Extension(
              label: label, blocks: blocks.map { Array(reader.bytes[$0]) }, place: frames.count))
        }
        // A plain text is a graphic of its own, to which the control before it belongs.
        if label == 0x01 { control = Control() }
      case 0x3B: return reader.bytes.count - reader.place
      default: throw StillImage.Refusal.damaged
      }
    }
  }
}

extension GIFFile.Control {
  /// Nil if it is too short.
  fileprivate init?(_ bytes: [UInt8], _ blocks: [Range<Int>]) {
    guard let block = blocks.first, block.count >= 4 else { return nil }
    let values = Array(bytes[block])
    isPresent = true
    // Browsers read 4 and above, which are not defined, as 3.
    disposal = GIFFile.Disposal(rawValue: Int(values[0] >> 2 & 7)) ?? .restore
    waitsForUser = values[0] & 2 != 0
    delay = Int(values[1]) | Int(values[2]) << 8
    transparent = values[0] & 1 == 1 ? Int(values[3]) : nil
  }
}

/// Takes values off the front of a file.
private struct Reader {
  let bytes: [UInt8]
  private(set) var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func take(_ count: Int) throws -> Range<Int> {
    guard count <= bytes.count - place else { throw StillImage.Refusal.damaged }
    defer { place += count }
    return place..<place + count
  }

  mutating func byte() throws -> UInt8 { bytes[try take(1).lowerBound] }

  /// Two bytes, the lower first.
  mutating func number() throws -> Int { Int(try byte()) | Int(try byte()) << 8 }

  mutating func palette(_ flags: UInt8, isSorted: Bool) throws -> GIFPalette {
    GIFPalette(bytes[try take(3 << (flags & 7 + 1))], isSorted: isSorted)
  }

  /// Sub-blocks up to their terminator.
  mutating func blocks() throws -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    while case let count = try byte(), count > 0 { blocks.append(try take(Int(count))) }
    return blocks
  }

  /// An image after its separator.
  mutating func frame(_ control: GIFFile.Control, _ global: GIFPalette?) throws -> GIFFile.Frame {
    let (x, y, width, height) = (try number(), try number(), try number(), try number())
    guard width > 0, height > 0 else { throw StillImage.Refusal.damaged }
    let flags = try byte()
    var palette = try flags & 0x80 == 0 ? nil : palette(flags, isSorted: flags & 0x20 != 0)
    guard let used = palette ?? global else {
      throw ImageError("is a GIF without a palette", remedy: "convert it with a palette, or to PNG")
    }
    if let transparent = control.transparent, transparent >= used.colours.count {
      var larger = used
      larger.grow(toHold: transparent)
      palette = larger
    }
    let start = place
    _ = try byte()
    _ = try blocks()
    return GIFFile.Frame(
      rect: PixelRect(x: x, y: y, width: width, height: height), isInterlaced: flags & 0x40 != 0,
      palette: palette, control: control, data: start..<place)
  }
}
