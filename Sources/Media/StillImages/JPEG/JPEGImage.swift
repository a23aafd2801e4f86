import CJPEG
public import Geometry
import Glibc

/// A JPEG image whose unchanged blocks keep their coefficients.
///
/// A block of 8×8 samples is quantised again only if one of its samples was changed. The quantisation tables, the
/// subsampling, the coding process, its scans and the restart interval stay; the Huffman tables are made anew.
public final class JPEGImage: EditableImage {
  public let orientation: Orientation
  public let frames: [ImageFrame]
  public private(set) var notes: [String] = []

  private let file: JPEGFile
  private let segments: JPEGSegments
  private let bytes: [UInt8]
  private let image: OpaquePointer
  private let isGrey: Bool
  private var planes: ImagePlanes?

  /// - Parameter file: a validated file.
  /// - Throws: `ImageError` for a coding process or a colour space that is not supported.
  public init(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    guard let parsed = try JPEGFile(file) else { throw StillImage.Refusal.unknownFormat }
    try limits.check(parsed.size)
    // Before memory is taken for its coefficients.
    guard parsed.canBeComplete else { throw StillImage.Refusal.damaged }
    try Self.checkProcess(parsed.process)
    self.file = parsed
    bytes = parsed.bytes.count == file.count ? file : Array(parsed.bytes)
    segments = JPEGSegments(parsed, trailing: file.count - parsed.bytes.count, keeping: policy)
    (orientation, notes) = (segments.orientation, segments.notes)
    frames = [ImageFrame(size: parsed.size)]
    // Two bytes for each coefficient of up to three components, and what libjpeg needs beside.
    let memory = 8 * limits.pixels
    // The pointer is used by libjpeg in this call only: all scans are read before it returns.
    guard let image = bytes.withUnsafeBufferPointer({ fv_jpeg_open($0.baseAddress, $0.count, memory) }) else {
      throw ImageError("no memory for its coefficients")
    }
    self.image = image
    isGrey = fv_jpeg_model(image) == FV_JPEG_GREY
    try check()
    guard !fv_jpeg_is_damaged(image) else { throw StillImage.Refusal.damaged }
    try Self.checkModel(fv_jpeg_model(image))
  }

  deinit { fv_jpeg_close(image) }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    try decoded().read(body)
  }

  public func edit(frame index: Int, in regions: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    let planes = try planes ?? decoded(regions)
    try body(planes)
    // Quantised, they are others.
    self.planes = nil
    try withExtendedLifetime(planes) {
      try planes.forEachPart(regions) { index, plane, part in
        guard fv_jpeg_write_blocks(image, index, plane.bytes, plane.stride, part) else { throw failure }
      }
    }
  }

  public func encoded() throws -> [UInt8] {
    guard let coded = coded(scans) ?? coded([]) else { throw failure }
    return coded
  }

  /// Compares the coefficients.
  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    guard let written = written as? JPEGImage, written.isGrey == isGrey else { return false }
    return (0..<(isGrey ? 1 : 3)).allSatisfy { fv_jpeg_is_equal(image, written.image, $0) }
  }

  /// libjpeg refuses some scripts that its decoder takes; then an image gets a script of its own.
  private func coded(_ scans: [FVJPEGScan]) -> [UInt8]? {
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
    guard fv_jpeg_write(image, scans, Int32(scans.count), restartRows, &bytes, &count), let bytes else {
      return nil
    }
    defer { free(bytes) }
    // libjpeg wrote neither application segments nor comments: its file begins with SOI and the tables.
    let coded = UnsafeBufferPointer(start: bytes, count: Int(count))
    var file: [UInt8] = []
    file.reserveCapacity(segments.bytes.count + coded.count)
    file += coded.prefix(2)
    file += segments.bytes
    file += coded.dropFirst(2)
    return file
  }

  /// The rows of MCUs between restart markers, where the interval differs from scan to scan since their MCUs do; else 0.
  private var restartRows: Int32 {
    guard let first = file.restartIntervals.first, Set(file.restartIntervals).count > 1 else { return 0 }
    let most = (0..<(isGrey ? 1 : 3)).map { fv_jpeg_component(image, $0).h }.max() ?? 1
    let perRow = (file.size.width + 8 * Int(most) - 1) / (8 * Int(most))
    return Int32(max(1, first / perRow))
  }

  private var scans: [FVJPEGScan] {
    file.scans.map { scan in
      var header = FVJPEGScan()
      header.count = Int32(scan.components.count)
      let components = scan.components.map(Int32.init) + [0, 0, 0]
      header.components = (components[0], components[1], components[2], components[3])
      (header.first, header.last) = (Int32(scan.first), Int32(scan.last))
      (header.high, header.low) = (Int32(scan.high), Int32(scan.low))
      return header
    }
  }

  private func decoded() throws -> ImagePlanes {
    if let planes { return planes }
    let planes = try decoded([
      PixelRect(x: 0, y: 0, width: frames[0].size.width, height: frames[0].size.height)
    ])
    self.planes = planes
    return planes
  }

  /// Planes in which some regions are decoded, and nothing else.
  private func decoded(_ regions: [PixelRect]) throws -> ImagePlanes {
    let components = (0..<(isGrey ? 1 : 3)).map { fv_jpeg_component(image, $0) }
    let planes = ImagePlanes(
      size: frames[0].size,
      colour: .jfif,
      layouts: try components.enumerated().map { try $1.layout($0, of: components, size: frames[0].size) },
      padding: 8)
    try planes.forEachPart(regions) { index, plane, part in
      guard fv_jpeg_read_blocks(image, index, plane.bytes, plane.stride, part) else { throw failure }
    }
    return planes
  }

  private func check() throws {
    if fv_jpeg_error(image) != nil { throw failure }
  }

  private var failure: ImageError {
    ImageError("cannot be processed by libjpeg", detail: fv_jpeg_error(image).map { String(cString: $0) })
  }

  private static func checkProcess(_ process: JPEGFile.Process) throws(ImageError) {
    if process.precision != 8 {
      throw ImageError("is a JPEG with \(process.precision) bits a sample", remedy: toRGB)
    }
    switch process.marker {
    case 0xC3, 0xC7, 0xCB, 0xCF: throw ImageError("is a lossless JPEG", remedy: toRGB)
    case 0xC5, 0xC6, 0xCD, 0xCE: throw ImageError("is a hierarchical JPEG", remedy: toRGB)
    default: break
    }
    if process.components == 4 { throw ImageError("is a CMYK JPEG", remedy: toRGB) }
  }

  private static func checkModel(_ model: FVJPEGModel) throws(ImageError) {
    switch model {
    case FV_JPEG_GREY, FV_JPEG_YCBCR: break
    case FV_JPEG_RGB: throw ImageError("is a JPEG with RGB components", remedy: toRGB)
    case FV_JPEG_CMYK: throw ImageError("is a CMYK JPEG", remedy: toRGB)
    default: throw ImageError("is a JPEG with unknown components", remedy: toRGB)
    }
  }

  private static let toRGB = "convert it to a baseline JPEG with 8 bits in Y'CbCr, or to PNG"
}

extension FVJPEGComponent {
  /// The layout of the component's plane.
  fileprivate func layout(_ index: Int, of all: [FVJPEGComponent], size: FrameSize) throws(ImageError)
    -> PlaneLayout
  {
    let most = all.reduce((h: Int32(1), v: Int32(1))) { (max($0.h, $1.h), max($0.v, $1.v)) }
    guard let width = Self.shift(most.h, h), let height = Self.shift(most.v, v),
      index > 0 || width + height == 0
    else {
      let factors = all.map { "\($0.h)x\($0.v)" }.joined(separator: ", ")
      throw ImageError(
        "is a JPEG with unusual sampling factors (\(factors))", remedy: "convert it to 4:2:0 or 4:4:4")
    }
    return PlaneLayout(
      role: index == 0 ? .luma : .chroma, channels: 1, bytesPerValue: 1, depth: 8, shift: 0,
      widthShift: width, heightShift: height, isFullRange: true)
  }

  private static func shift(_ most: Int32, _ own: Int32) -> Int? {
    (0...2).first { own << $0 == most }
  }
}

extension ImagePlanes {
  /// Calls `body` for each plane and the blocks that a region touches.
  fileprivate func forEachPart(
    _ regions: [PixelRect], _ body: (Int32, MutablePlane, FVJPEGBlocks) throws -> Void
  ) rethrows {
    let whole = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    for (index, plane) in planes.enumerated() {
      for region in regions {
        let part = plane.layout.rect(of: region.intersection(whole))
        guard !part.isEmpty else { continue }
        let blocks = FVJPEGBlocks(
          column: UInt32(part.x / 8), row: UInt32(part.y / 8), end_column: UInt32((part.maxX + 7) / 8),
          end_row: UInt32((part.maxY + 7) / 8))
        try body(Int32(index), plane, blocks)
      }
    }
  }
}

extension MutablePlane {
  fileprivate var bytes: UnsafeMutablePointer<UInt8> { base.assumingMemoryBound(to: UInt8.self) }
}
