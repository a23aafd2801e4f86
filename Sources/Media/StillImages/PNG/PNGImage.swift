import CPNG
public import Geometry
import Glibc

/// A PNG image, still or animated, of which only the changed pixels change.
///
/// Colour type, depth, palette, transparent colour and interlacing stay. Frames that are not changed, and do not lie over
/// changed ones, keep their compressed data.
public final class PNGImage: EditableImage {
  public let orientation: Orientation
  public let frames: [ImageFrame]

  private let source: PNGSource
  private let metadata: PNGMetadata
  /// The pictures as frames of sequences: the image, or the default image and the animation.
  private let sequences: [EditedAnimation]
  private var result: PNGWriter.Result?

  /// - Throws: `StillImage.Refusal`; `ImageError` for a variant that is not supported.
  public init(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    let source = try PNGSource(file, within: limits)
    self.source = source
    metadata = PNGMetadata(
      file, source.chunks, hasAnimation: source.animation != nil, keeping: policy)
    orientation = metadata.orientation
    sequences = source.sequences.map { sequence in
      EditedAnimation(size: source.header.size, layouts: sequence.map(\.layout)) { index in
        try source.pixels(sequence[index])
      }
    }
    let times = source.animation.map { $0.times } ?? []
    let size = source.header.size
    frames =
      switch source.sequences.count {
      case 1 where source.animation == nil: [ImageFrame(size: size)]
      case 1: times.enumerated().map { ImageFrame(size: size, time: $1, continuesPrevious: $0 > 0) }
      // The default image is a page of its own, a second before the animation.
      default:
        [ImageFrame(size: size)]
          + times.enumerated().map { index, time in
            ImageFrame(
              size: size, time: MediaTime(nanoseconds: time.nanoseconds + 1_000_000_000),
              continuesPrevious: index > 0)
          }
      }
    // What cannot be decoded is refused before anything is looked at.
    for sequence in source.sequences { for picture in sequence { try source.check(picture) } }
  }

  public var notes: [String] { metadata.notes + ((try? written())?.notes ?? []) }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    let (sequence, index) = place(of: index)
    return try sequence.read(index, body)
  }

  public func edit(frame index: Int, in _: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    result = nil
    let (sequence, index) = place(of: index)
    try sequence.edit(index, body) { [source] in source.expressed($0, before: $1) }
  }

  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    guard let written = written as? PNGImage, written.frames.count == frames.count else { return false }
    let (own, other) = (place(of: index), written.place(of: index))
    return try own.0.hasSamePixels(as: other.0, own.1)
  }

  public func encoded() throws -> [UInt8] { try written().bytes }

  /// The changed file. What it says about itself is known only after it is written.
  private func written() throws -> PNGWriter.Result {
    if let result { return result }
    let written = try PNGWriter(source: source, metadata: metadata, sequences: sequences).written()
    result = written
    return written
  }

  private func place(of frame: Int) -> (EditedAnimation, Int) {
    guard sequences.count > 1, frame > 0 else { return (sequences[0], frame) }
    return (sequences[1], frame - 1)
  }
}

/// The chunks and the pictures of a PNG file.
final class PNGSource {
  /// The compressed data of a picture.
  struct Picture {
    let layout: FrameLayout
    let data: [Range<Int>]
  }

  let file: [UInt8]
  let chunks: [PNGChunk]
  let header: PNGHeader
  /// Its palette grows with the edits.
  private(set) var format: PNGPixelFormat
  let animation: PNGAnimation?
  /// The image, or the frames of the animation; or both, if the image is not a frame.
  let sequences: [[Picture]]

  init(_ file: [UInt8], within limits: FrameLimits) throws {
    guard file.starts(with: PNGChunk.signature) else { throw StillImage.Refusal.unknownFormat }
    let chunks = try PNGChunk.all(of: file)
    try Self.checkCritical(chunks)
    guard let header = PNGHeader(file[chunks[0].content]) else { throw StillImage.Refusal.damaged }
    try header.check(within: limits)
    let animation = try PNGAnimation(file, chunks, size: header.size)
    let image = Picture(
      layout: FrameLayout(rect: PixelRect(x: 0, y: 0, width: header.size.width, height: header.size.height)),
      data: chunks.filter { $0.type == "IDAT" }.map(\.content))
    let frames = animation?.frames.map { Picture(layout: $0.layout, data: $0.data) }
    sequences =
      animation?.beginsWithDefaultImage == true ? [frames ?? []] : [[image]] + (frames.map { [$0] } ?? [])
    try FrameBudget.check(
      Array(repeating: header.size, count: sequences.reduce(0) { $0 + $1.count }), within: limits)
    (self.file, self.chunks, self.header, self.animation) = (file, chunks, header, animation)
    format = try Self.format(file, chunks, header, isAnimated: animation != nil)
  }

  /// Order and number of the chunks that decoders must know (section 5.6).
  private static func checkCritical(_ chunks: [PNGChunk]) throws {
    for chunk in chunks where chunk.isCritical && !["IHDR", "PLTE", "IDAT", "IEND"].contains(chunk.type) {
      if chunk.type == "CgBI" {
        throw ImageError("is a PNG in Apple's own variant (CgBI)", remedy: "convert it to a standard PNG")
      }
      throw StillImage.Refusal.damaged
    }
    let types = chunks.map(\.type)
    guard types.first == "IHDR", types.count(where: { $0 == "IHDR" }) == 1,
      types.count(where: { $0 == "PLTE" }) <= 1, types.count(where: { $0 == "tRNS" }) <= 1,
      let start = types.firstIndex(of: "IDAT"), let end = types.lastIndex(of: "IDAT"),
      types[start...end].allSatisfy({ $0 == "IDAT" }),
      types[start...].allSatisfy({ $0 != "PLTE" && $0 != "tRNS" }),
      chunks.allSatisfy({ $0.type != "PLTE" || $0.content.count % 3 == 0 && 3...768 ~= $0.content.count })
    else { throw StillImage.Refusal.damaged }
  }

  private static func format(
    _ file: [UInt8], _ chunks: [PNGChunk], _ header: PNGHeader, isAnimated: Bool
  ) throws(StillImage.Refusal) -> PNGPixelFormat {
    let content = { (type: String) in chunks.first { $0.type == type }.map { Array(file[$0.content]) } }
    guard header.type == .palette else {
      return try PNGPixelFormat(
        header, palette: PNGPalette(), transparency: content("tRNS"), isAnimated: isAnimated)
    }
    guard let colours = content("PLTE") else { throw .damaged }
    let palette = try PNGPalette(colours, transparency: content("tRNS") ?? [], depth: header.depth)
    return try PNGPixelFormat(header, palette: palette, transparency: nil, isAnimated: isAnimated)
  }

  /// The compressed data of a picture, without what follows them.
  ///
  /// - Throws: `.damaged` if they are not those of all rows.
  func data(_ picture: Picture) throws(StillImage.Refusal) -> [UInt8] {
    let header = header.resized(picture.size)
    guard let length = ZlibStream.length(of: picture.data, in: file, unpacked: header.unpacked) else {
      throw .damaged
    }
    return Array(picture.data.flatMap { file[$0] }.prefix(length))
  }

  func check(_ picture: Picture) throws(StillImage.Refusal) {
    guard
      ZlibStream.length(of: picture.data, in: file, unpacked: header.resized(picture.size).unpacked) != nil
    else { throw .damaged }
  }

  func samples(_ picture: Picture) throws(StillImage.Refusal) -> [UInt8] {
    try PNGCoder.decode(try data(picture), header.resized(picture.size))
  }

  func pixels(_ picture: Picture) throws(StillImage.Refusal) -> PixelBuffer {
    try format.pixels(try samples(picture), picture.size)
  }

  /// Changed pixels as the format can express them: the nearest colours of the palette, opaque or transparent.
  func expressed(_ pixels: PixelBuffer, before: PixelBuffer) -> PixelBuffer {
    guard let samples = try? format.samples(of: pixels, source: before, original: nil) else { return pixels }
    return (try? format.pixels(samples, pixels.size))?.hidden(as: pixels) ?? pixels
  }
}

extension PNGSource.Picture {
  var size: FrameSize { FrameSize(width: layout.rect.width, height: layout.rect.height) }
}

/// Image data of PNG, by libpng.
enum PNGCoder {
  /// The samples of compressed data.
  static func decode(_ data: [UInt8], _ header: PNGHeader) throws(StillImage.Refusal) -> [UInt8] {
    // libpng refuses a picture of colour type 3 without a palette.
    let palette =
      header.type == .palette
      ? PNGChunk.coded("PLTE", [UInt8](repeating: 0, count: 3 << header.depth)) : []
    let file =
      PNGChunk.signature + PNGChunk.coded("IHDR", header.bytes) + palette + PNGChunk.coded("IDAT", data)
      + PNGChunk.coded("IEND", [])
    var samples = [UInt8](repeating: 0, count: header.sampleBytes)
    guard fv_png_read(file, file.count, header.libpng, &samples) else { throw .damaged }
    return samples
  }

  /// The compressed data of samples.
  static func encode(_ samples: [UInt8], _ header: PNGHeader) throws -> [UInt8] {
    precondition(samples.count == header.sampleBytes)
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    guard fv_png_write(header.libpng, samples, &bytes, &count), let bytes else {
      throw ImageError("no memory for its pixels")
    }
    defer { free(bytes) }
    let file = [UInt8](UnsafeBufferPointer(start: bytes, count: count))
    return try PNGChunk.all(of: file).filter { $0.type == "IDAT" }.flatMap { file[$0.content] }
  }
}
