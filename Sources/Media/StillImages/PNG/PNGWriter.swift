import Geometry

/// Writes a changed PNG file.
struct PNGWriter {
  struct Result {
    var bytes: [UInt8]
    /// What changed beside the pixels.
    var notes: [String]
  }

  let source: PNGSource
  let metadata: PNGMetadata
  let sequences: [EditedAnimation]

  /// A picture as it is written.
  private struct Written {
    let rect: PixelRect
    let data: [UInt8]
    let isRewritten: Bool
  }

  func written() throws -> Result {
    do {
      var format = source.format
      let pictures = try pictures(&format, copies: true)
      return Result(bytes: file(pictures, format), notes: [])
    } catch is PNGPixelFormat.Inexpressible {
      var format = try withOpacity
      let pictures = try pictures(&format, copies: false)
      let name = format.header.type == .greyOpacity ? "grey with opacity" : "RGBA"
      return Result(
        bytes: file(pictures, format),
        notes: ["the frames are now \(name): the colour type of the file cannot express what they show"])
    }
  }

  /// The colour type that expresses all canvases.
  private var withOpacity: PNGPixelFormat {
    get throws {
      var header = source.header
      header.depth = max(8, header.depth)
      header.type = header.type == .grey || header.type == .greyOpacity ? .greyOpacity : .colourOpacity
      return try PNGPixelFormat(header, palette: PNGPalette(), transparency: nil, isAnimated: true)
    }
  }

  private func pictures(_ format: inout PNGPixelFormat, copies: Bool) throws -> [[Written]] {
    try zip(sequences, source.sequences).map { sequence, pictures in
      var written: [Written] = []
      try AnimationRewriter(animation: sequence, copies: copies).write { index in
        let cleaned = try cleaned(pictures[index], &format)
        written.append(
          Written(
            rect: pictures[index].layout.rect, data: try cleaned ?? source.data(pictures[index]),
            isRewritten: false))
      } encode: { index, region in
        let isPicture = copies && index == 0 && region.rect == pictures[0].layout.rect
        let samples = try format.samples(
          of: region.pixels, source: region.source, original: isPicture ? source.samples(pictures[0]) : nil)
        let size = region.pixels.size
        written.append(
          Written(
            rect: region.rect, data: try PNGCoder.encode(samples, format.header.resized(size)),
            isRewritten: true))
        return try format.pixels(samples, size)
      }
      return written
    }
  }

  /// The data of a frame without colours below full transparency, where the frame is put over others: its canvas does not
  /// have them, so that nobody has looked at them. Nil if it has none.
  private func cleaned(_ picture: PNGSource.Picture, _ format: inout PNGPixelFormat) throws -> [UInt8]? {
    guard picture.layout.blending == .over, source.animation != nil,
      source.header.type == .greyOpacity || source.header.type == .colourOpacity
    else { return nil }
    let pixels = try source.pixels(picture)
    let clean = pixels.withoutHiddenColours()
    guard clean.bytes != pixels.bytes else { return nil }
    return try PNGCoder.encode(clean.bytes, source.header.resized(picture.size))
  }

  private func file(_ pictures: [[Written]], _ format: PNGPixelFormat) -> [UInt8] {
    let isSameType = format.header.type == source.header.type
    var (bytes, hasData) = (PNGChunk.signature, false)
    for (index, chunk) in source.chunks.enumerated() {
      switch chunk.type {
      case "IHDR": bytes += PNGChunk.coded("IHDR", format.header.bytes)
      case "PLTE" where isSameType && format.header.type == .palette:
        bytes += PNGChunk.coded("PLTE", format.palette.bytes)
      // Other types have no use for them, and readers ignore them.
      case "PLTE" where isSameType && (format.header.type == .colour || format.header.type == .colourOpacity),
        "tRNS" where isSameType && format.header.type.channels % 2 == 1:
        bytes += source.file[chunk.whole]
      case "acTL" where source.animation != nil: bytes += source.file[chunk.whole]
      case "IDAT" where !hasData:
        hasData = true
        bytes += data(pictures)
      case "IEND": bytes += source.file[chunk.whole]
      case _ where isSameType || !PNGMetadata.dependent.contains(chunk.type):
        bytes += metadata.kept[index] ?? []
      default: break
      }
    }
    return bytes
  }

  /// The chunks of all pictures.
  private func data(_ pictures: [[Written]]) -> [UInt8] {
    guard let animation = source.animation else { return PNGChunk.coded("IDAT", pictures[0][0].data) }
    var (bytes, number) = ([UInt8](), UInt32(0))
    if !animation.beginsWithDefaultImage { bytes += PNGChunk.coded("IDAT", pictures[0][0].data) }
    for (index, picture) in (pictures.last ?? []).enumerated() {
      let frame = animation.frames[index]
      bytes += PNGChunk.coded("fcTL", frame.coded(number, picture.rect, isRewritten: picture.isRewritten))
      number += 1
      if index == 0, animation.beginsWithDefaultImage {
        bytes += PNGChunk.coded("IDAT", picture.data)
      } else {
        bytes += PNGChunk.coded("fdAT", PNGChunk.bytes(number) + picture.data)
        number += 1
      }
    }
    return bytes
  }
}
