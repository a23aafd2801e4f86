import Geometry

/// A page whose strips or tiles are JPEG images (TIFF Technical Note 2). Their coefficients stay where nothing is changed.
struct TIFFJPEGPage {
  private let page: TIFFPage
  private let blocks: [TIFFPage.Block]
  private let images: [JPEGImage]

  /// - Throws: `StillImage.Refusal.damaged`, `ImageError`.
  init(_ page: TIFFPage, in file: TIFFBytes, within limits: FrameLimits) throws {
    let directory = page.directory
    guard let offsets = try directory.numbers(page.isTiled ? .tileOffsets : .stripOffsets),
      let counts = try directory.numbers(page.isTiled ? .tileByteCounts : .stripByteCounts),
      offsets.count == page.blocks.count, counts.count == offsets.count
    else { throw StillImage.Refusal.damaged }
    let tables = try directory.bytes(.jpegTables)?.dropFirst(2).dropLast(2) ?? []
    let data = try zip(offsets, counts).map { offset, count in
      guard count >= 4, offset <= file.bytes.count, count <= file.bytes.count - offset else {
        throw StillImage.Refusal.damaged
      }
      return Array(file.bytes[offset..<offset + 2] + tables + file.bytes[offset + 2..<offset + count])
    }
    try self.init(page, blocks: data, within: limits)
  }

  /// - Parameter blocks: complete JPEG files.
  init(_ page: TIFFPage, blocks data: [[UInt8]], within limits: FrameLimits) throws {
    (self.page, blocks) = (page, page.blocks)
    images = try zip(blocks, data).map { block, data in
      let image = try JPEGImage(data, within: limits)
      guard image.frames[0].size == block.stored else { throw StillImage.Refusal.damaged }
      return image
    }
  }

  /// The planes of the page.
  func planes() throws -> ImagePlanes {
    let layouts = try images[0].read(frame: 0) { $0.planes.map(\.layout) }
    let planes = ImagePlanes(size: page.size, colour: .jfif, layouts: layouts)
    try check(layouts)
    for (block, image) in zip(blocks, images) {
      try image.read(frame: 0) { frame in
        guard frame.planes.map(\.layout) == layouts else { throw unusual }
        for (source, target) in zip(frame.planes, planes.planes) {
          let rect = target.layout.rect(of: block.rect)
          for y in 0..<rect.height {
            (target.base + (rect.y + y) * target.stride + rect.x)
              .copyMemory(from: source.base + y * source.stride, byteCount: rect.width)
          }
        }
      }
    }
    return planes
  }

  /// The JPEG files of the strips or tiles, with the samples of planes.
  func encoded(with planes: ImagePlanes) throws -> [[UInt8]] {
    try zip(blocks, images).map { block, image in
      let stored = PixelRect(x: 0, y: 0, width: block.stored.width, height: block.stored.height)
      try image.edit(frame: 0, in: [stored]) { target in
        for (source, target) in zip(planes.planes, target.planes) {
          let rect = source.layout.rect(of: block.rect)
          for y in 0..<rect.height {
            (target.base + y * target.stride)
              .copyMemory(
                from: source.base + (rect.y + y) * source.stride + rect.x, byteCount: rect.width)
          }
          target.clear(beyond: rect, of: target.layout.rect(of: stored))
        }
      }
      return try image.encoded()
    }
  }

  /// Samples of chroma that belong to two strips or tiles are not supported.
  private func check(_ layouts: [PlaneLayout]) throws {
    guard blocks.count > 1, let chroma = layouts.last else { return }
    guard page.block.height % (1 << chroma.heightShift) == 0,
      page.block.width % (1 << chroma.widthShift) == 0
        || !page.isTiled
    else { throw unusual }
  }

  private var unusual: ImageError {
    ImageError("is a TIFF with JPEG data of unusual subsampling", remedy: TIFFPage.remedy)
  }
}

extension MutablePlane {
  /// Makes what a tile has beyond the page grey, from the first DCT block on that is not displayed: it may show what is
  /// hidden.
  fileprivate func clear(beyond shown: PixelRect, of whole: PixelRect) {
    let (right, bottom) = ((shown.width + 7) / 8 * 8, (shown.height + 7) / 8 * 8)
    for y in 0..<whole.height {
      let start = y < bottom ? right : 0
      guard start < whole.width else { continue }
      (base + y * stride + start).initializeMemory(as: UInt8.self, repeating: 128, count: whole.width - start)
    }
  }
}
