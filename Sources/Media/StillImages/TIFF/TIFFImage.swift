public import Geometry

/// A TIFF file of one page or several, of which one is decompressed at a time.
public final class TIFFImage: EditableImage {
  public let orientation: Orientation
  public let frames: [ImageFrame]
  public let notes: [String]

  private let file: TIFFBytes
  private let pages: [TIFFPage]
  private let metadata: [TIFFMetadata]
  private let reader: TIFFReader
  private let limits: FrameLimits
  /// What was changed, by pages.
  private var changes: [Int: Change] = [:]

  private enum Change {
    /// The samples of a rectangle.
    case samples(PixelRect, [UInt8])
    /// The JPEG data of the page's strips or tiles.
    case blocks([[UInt8]])
  }

  /// - Throws: `StillImage.Refusal`, `ImageError`.
  public init(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    self.file = try TIFFBytes(file)
    self.limits = limits
    var removed = RemovedMetadata()
    let directories = try Self.pages(of: TIFFDirectory.all(in: self.file), &removed)
    let pages = try directories.map { try TIFFPage($0) }
    try FrameBudget.check(pages.map(\.size), within: limits)
    // A tile may be larger than its page, but not without end.
    for page in pages where max(page.block.width, page.block.height) > limits.side + 256 {
      throw StillImage.Refusal.tooLarge(page.block)
    }
    self.pages = pages
    metadata = try directories.map { try TIFFMetadata($0, keeping: policy, &removed) }
    orientation = try Self.orientation(of: directories)
    notes = removed.notes
    frames = pages.enumerated().map { index, page in
      ImageFrame(size: page.size, time: MediaTime(nanoseconds: Int64(index) * 1_000_000_000))
    }
    reader = try TIFFReader(file, memory: 16 * limits.pixels + 1 << 20)
    // All data is decompressed once, so that a damaged file is refused before work begins.
    for page in pages {
      if page.compression == 7 { _ = try jpeg(page) } else { _ = try reader.raster(page) }
    }
  }

  /// Without smaller versions of other pages.
  private static func pages(of directories: [TIFFDirectory], _ removed: inout RemovedMetadata) throws
    -> [TIFFDirectory]
  {
    let pages = try directories.filter { directory in
      try (directory.number(.newSubfileType) ?? 0) & 1 == 0 && directory.number(.subfileType) != 2
    }
    if pages.isEmpty { throw ImageError("is a TIFF of smaller versions of pictures that it does not have") }
    if pages.count < directories.count { removed.add("smaller versions of its pages") }
    return pages
  }

  private static func orientation(of directories: [TIFFDirectory]) throws -> Orientation {
    let all = Set(try directories.map { Orientation(exif: try $0.number(.orientation) ?? 1) ?? .identity })
    guard let orientation = all.first, all.count == 1 else {
      throw ImageError("is a TIFF with pages of different orientations", remedy: "turn its pages alike")
    }
    return orientation
  }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    if pages[index].compression == 7 { return try jpeg(pages[index], index).planes().read(body) }
    return try pages[index].pixels(of: raster(index)).planes().read(body)
  }

  public func edit(frame index: Int, in _: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    let page = pages[index]
    if page.compression == 7 {
      let jpeg = try jpeg(page, index)
      let planes = try jpeg.planes()
      try body(planes)
      changes[index] = .blocks(try jpeg.encoded(with: planes))
      return
    }
    var raster = try raster(index)
    let before = page.pixels(of: raster)
    var pixels = before
    let planes = pixels.planes()
    try body(planes)
    pixels.take(planes)
    page.store(pixels, insteadOf: before, in: &raster)
    changes[index] = try change(page, to: raster)
  }

  public func encoded() throws -> [UInt8] {
    let writer = try TIFFWriter(like: file)
    for (index, page) in pages.enumerated() {
      try writer.begin(page, metadata[index])
      if page.compression == 7 {
        let jpeg = try jpeg(page, index)
        for (number, block) in try jpeg.encoded(with: jpeg.planes()).enumerated() {
          try writer.write(compressed: block, block: number)
        }
      } else {
        let raster = try raster(index)
        for block in page.blocks { try writer.write(page.packed(raster, block), block: block.index) }
      }
      try writer.end()
    }
    return try writer.finish()
  }

  private func jpeg(_ page: TIFFPage, _ index: Int? = nil) throws -> TIFFJPEGPage {
    if let index, case .blocks(let blocks) = changes[index] {
      return try TIFFJPEGPage(page, blocks: blocks, within: limits)
    }
    return try TIFFJPEGPage(page, in: file, within: limits)
  }

  /// The samples of a page with what was changed.
  private func raster(_ index: Int) throws -> [UInt8] {
    var raster = try reader.raster(pages[index])
    guard case .samples(let rect, let samples) = changes[index] else { return raster }
    let (row, stride) = (
      rect.width * pages[index].pixelBytes, pages[index].size.width * pages[index].pixelBytes
    )
    for y in 0..<rect.height {
      let start = (rect.y + y) * stride + rect.x * pages[index].pixelBytes
      raster.replaceSubrange(start..<start + row, with: samples[y * row..<(y + 1) * row])
    }
    return raster
  }

  private func change(_ page: TIFFPage, to raster: [UInt8]) throws -> Change? {
    let source = try reader.raster(page)
    let (bytes, stride) = (page.pixelBytes, page.size.width * page.pixelBytes)
    var rect = PixelRect(x: 0, y: 0, width: 0, height: 0)
    for y in 0..<page.size.height {
      let row = y * stride..<(y + 1) * stride
      let differs = { (place: Int) in source[place] != raster[place] }
      guard let first = row.first(where: differs), let last = row.last(where: differs) else { continue }
      let (left, right) = ((first - row.lowerBound) / bytes, (last - row.lowerBound) / bytes)
      rect = rect.union(PixelRect(x: left, y: y, width: right - left + 1, height: 1))
    }
    guard !rect.isEmpty else { return nil }
    return .samples(
      rect,
      (rect.y..<rect.maxY).flatMap { raster[$0 * stride + rect.x * bytes..<$0 * stride + rect.maxX * bytes] })
  }
}

extension TIFFPage {
  /// The bytes of a pixel of a raster.
  var pixelBytes: Int { samples * bytesPerValue }
}
