import Geometry

/// How the pixels of a page are stored. Variants that are not supported are refused by name.
struct TIFFPage {
  enum Model: Equatable {
    case grey(isInverted: Bool)
    case rgb
    /// Colours with 16 bits for each of red, green and blue: all reds, then all greens, then all blues.
    case palette([UInt16])
    case yCbCr
  }

  /// A strip or tile.
  struct Block {
    /// Its number in the file, and the number of its sample if samples are apart.
    let index, sample: Int
    /// The part of the page.
    let rect: PixelRect
    /// What is stored; more than the part in tiles at the edges.
    let stored: FrameSize
  }

  let directory: TIFFDirectory
  let size: FrameSize
  let bits: Int
  let samples: Int
  let model: Model
  let hasOpacity: Bool
  let compression: Int
  let isPlanar: Bool
  let isTiled: Bool
  /// The size of a strip or tile.
  let block: FrameSize

  init(_ directory: TIFFDirectory) throws {
    guard let width = try directory.number(.width), let length = try directory.number(.length) else {
      throw StillImage.Refusal.damaged
    }
    self.directory = directory
    size = FrameSize(width: width, height: length)
    samples = try directory.number(.samplesPerPixel) ?? 1
    compression = try directory.number(.compression) ?? 1
    bits = try Self.bits(directory)
    isPlanar = try samples > 1 && directory.number(.planarConfiguration) == 2
    let extra = try directory.numbers(.extraSamples) ?? []
    let photometric = try directory.number(.photometric) ?? -1
    model = try Self.model(photometric, directory, bits: bits, samples: samples - extra.count)
    hasOpacity = extra.count == 1
    isTiled = directory.entries[TIFFTag.tileWidth.rawValue] != nil
    block = try Self.block(directory, size, isTiled: isTiled)
    try Self.checkSamples(directory, extra.count)
    try Self.checkCompression(compression, bits: bits, samples: samples, directory)
    try checkCombination()
  }

  /// The samples of one block.
  var samplesTogether: Int { isPlanar ? 1 : samples }
  /// The bytes of a value in a raster.
  var bytesPerValue: Int { bits > 8 ? 2 : 1 }

  /// The strips or tiles in the order of the file.
  var blocks: [Block] {
    let (across, down) = (
      (size.width + block.width - 1) / block.width, (size.height + block.height - 1) / block.height
    )
    let whole = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    return (0..<(isPlanar ? samples : 1) * across * down).map { index in
      let place = index % (across * down)
      let rect = whole.intersection(
        PixelRect(
          x: place % across * block.width, y: place / across * block.height, width: block.width,
          height: block.height))
      return Block(
        index: index, sample: index / (across * down), rect: rect,
        stored: isTiled ? block : FrameSize(width: rect.width, height: rect.height))
    }
  }

  private static func bits(_ directory: TIFFDirectory) throws -> Int {
    switch try directory.number(.sampleFormat) ?? 1 {
    case 1, 4: break
    case 2: throw ImageError("is a TIFF of signed numbers", remedy: remedy)
    case 3: throw ImageError("is a TIFF of floating point numbers", remedy: remedy)
    case let format: throw ImageError("is a TIFF with sample format \(format)", remedy: remedy)
    }
    let all = Set(try directory.numbers(.bitsPerSample) ?? [1])
    guard let bits = all.first, all.count == 1, [1, 2, 4, 8, 16].contains(bits) else {
      let list = all.sorted().map(String.init).joined(separator: ", ")
      throw ImageError("is a TIFF with \(list) bits a sample", remedy: remedy)
    }
    return bits
  }

  private static func model(_ photometric: Int, _ directory: TIFFDirectory, bits: Int, samples: Int) throws
    -> Model
  {
    switch (photometric, samples) {
    case (0, 1): return .grey(isInverted: true)
    case (1, 1): return .grey(isInverted: false)
    case (2, 3): return .rgb
    case (3, 1):
      guard let map = try directory.numbers(.colorMap), map.count == 3 << bits else {
        throw StillImage.Refusal.damaged
      }
      return .palette(map.map { UInt16(truncatingIfNeeded: $0) })
    case (6, 3): return .yCbCr
    default: break
    }
    let names = [
      0: "grey", 1: "grey", 2: "RGB", 3: "palette", 4: "transparency mask", 5: "CMYK", 6: "YCbCr",
      8: "CIE L*a*b*", 9: "ICC L*a*b*", 10: "ITU L*a*b*", 32803: "raw sensor data", 32844: "LogL",
      32845: "LogLuv", 34892: "raw linear data",
    ]
    let name = names[photometric] ?? "colour model \(photometric)"
    throw ImageError("is a TIFF of \(name) with \(samples) samples a pixel", remedy: remedy)
  }

  private static func block(_ directory: TIFFDirectory, _ size: FrameSize, isTiled: Bool) throws -> FrameSize
  {
    guard isTiled else {
      let rows = try directory.number(.rowsPerStrip) ?? size.height
      guard rows > 0 else { throw StillImage.Refusal.damaged }
      return FrameSize(width: size.width, height: min(rows, size.height))
    }
    guard let width = try directory.number(.tileWidth), let length = try directory.number(.tileLength),
      width > 0, length > 0
    else { throw StillImage.Refusal.damaged }
    return FrameSize(width: width, height: length)
  }

  private static func checkSamples(_ directory: TIFFDirectory, _ extra: Int) throws {
    if directory.entries[TIFFTag.subIFDs.rawValue] != nil {
      throw ImageError("is a TIFF with pictures in SubIFDs", remedy: remedy)
    }
    if extra > 1 { throw ImageError("is a TIFF with \(extra) extra samples a pixel", remedy: remedy) }
  }

  private static func checkCompression(
    _ compression: Int, bits: Int, samples: Int, _ directory: TIFFDirectory
  ) throws {
    switch compression {
    case 1, 5, 8, 7, 32773, 32946, 34925, 50000: break
    case 2, 3, 4:
      guard bits == 1, samples == 1 else { throw StillImage.Refusal.damaged }
    default:
      let names = [
        6: "JPEG of the old kind", 32766: "NeXT", 32809: "ThunderScan", 32908: "PixarFilm",
        32909: "PixarLog", 34661: "JBIG", 34676: "SGI Log", 34677: "SGI Log 24", 34712: "JPEG 2000",
        34887: "LERC", 50001: "WebP", 50002: "JPEG XL",
      ]
      let name = names[compression] ?? "\(compression)"
      throw ImageError("is a TIFF with compression \(name)", remedy: remedy)
    }
    guard [1, 2].contains(try directory.number(.predictor) ?? 1) else {
      throw ImageError("is a TIFF with a predictor of floating point numbers", remedy: remedy)
    }
  }

  private func checkCombination() throws {
    switch (model, compression) {
    case (.yCbCr, 7) where !isPlanar && !hasOpacity && bits == 8: return
    case (.grey(isInverted: false), 7) where !hasOpacity && bits == 8: return
    case (_, 7):
      throw ImageError("is a TIFF with JPEG data that are neither grey nor YCbCr", remedy: Self.remedy)
    case (.yCbCr, _): throw ImageError("is a TIFF of YCbCr without JPEG", remedy: Self.remedy)
    case (.palette, _) where hasOpacity || bits > 8:
      throw ImageError("is a TIFF with an unusual palette", remedy: Self.remedy)
    case (_, _) where bits < 8 && samples > 1:
      throw ImageError("is a TIFF with \(bits) bits a sample in several samples", remedy: Self.remedy)
    default: return
    }
  }

  static let remedy = "convert it to a TIFF of grey or RGB with 8 or 16 bits, without compression"
}
