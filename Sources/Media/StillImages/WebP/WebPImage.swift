public import Geometry

/// A WebP image, still or animated, of which only the changed pixels change.
///
/// A picture that is not changed, and does not lie over a changed one, keeps its bitstream. What is changed is written
/// without loss (VP8L), also where the source is lossy (VP8): a second lossy compression changes most pixels of the picture.
/// With quality 95, 28 % of the untouched pixels stay, at 45 dB, in 1.8 times the bytes of a source of quality 80; with
/// quality 100, 39 % at 47 dB in 2.6 times; without loss, all of them in 9.6 times (`benchmarks/images/webp.py`, 2026-11-30).
/// Exact pixels are what this type promises; the bytes are said in a note.
public final class WebPImage: EditableImage {
  public let orientation: Orientation
  public let frames: [ImageFrame]

  private let file: WebPFile
  private let metadata: WebPMetadata
  private let animation: EditedAnimation
  private let sourceBytes: Int
  private var result: (bytes: [UInt8], notes: [String])?

  /// - Throws: `StillImage.Refusal`; `ImageError` for too many frames.
  public init(
    _ bytes: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    let file = try WebPFile(bytes, within: limits)
    (self.file, sourceBytes) = (file, bytes.count)
    metadata = WebPMetadata(bytes, file, keeping: policy)
    orientation = metadata.orientation
    var time = MediaTime.zero
    frames = file.pictures.enumerated().map { index, picture in
      defer { time = MediaTime(nanoseconds: time.nanoseconds + picture.displayed) }
      return ImageFrame(size: file.size, time: time, continuesPrevious: index > 0)
    }
    animation = EditedAnimation(size: file.size, layouts: file.pictures.map(\.layout), rounding: .libwebp) {
      try file.pixels($0)
    }
    // What cannot be decoded is refused before anything is looked at.
    for index in file.pictures.indices { _ = try file.pixels(index) }
  }

  public var notes: [String] { metadata.notes + ((try? written())?.notes ?? []) }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    try animation.read(index, body)
  }

  public func edit(frame index: Int, in _: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    result = nil
    try animation.edit(index, body)
  }

  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    guard let written = written as? WebPImage, written.frames.count == frames.count else { return false }
    return try animation.hasSamePixels(as: written.animation, index)
  }

  public func encoded() throws -> [UInt8] { try written().bytes }

  /// The changed file. What it says about itself is known only after it is written.
  private func written() throws -> (bytes: [UInt8], notes: [String]) {
    if let result { return result }
    var pictures: [WebPFile.Picture] = []
    var lossless = 0
    try AnimationRewriter(animation: animation, alignment: 2).write { index in
      let picture = file.pictures[index]
      guard let cleaned = try cleaned(picture, index) else { return pictures.append(picture) }
      pictures.append(try rewritten(picture, picture.layout, cleaned))
      if picture.isLossy { lossless += 1 }
    } encode: { index, region in
      pictures.append(try rewritten(file.pictures[index], FrameLayout(rect: region.rect), region.pixels))
      if file.pictures[index].isLossy { lossless += 1 }
      return region.pixels
    }
    let bytes = file.coded(pictures, metadata)
    let written = (bytes, notes(lossless, bytes.count))
    result = written
    return written
  }

  private func notes(_ lossless: Int, _ count: Int) -> [String] {
    guard lossless > 0 else { return [] }
    let what = file.animation == nil ? "the image" : "\(lossless) of \(file.pictures.count) frames"
    return [
      "\(what), lossy in the source, \(lossless == 1 ? "is" : "are") now lossless WebP, so that no untouched pixel changes: "
        + "\(sourceBytes) bytes became \(count)"
    ]
  }

  private func rewritten(_ picture: WebPFile.Picture, _ layout: FrameLayout, _ pixels: PixelBuffer) throws
    -> WebPFile.Picture
  {
    let bitstream = try WebPCoder.encode(pixels)
    return WebPFile.Picture(
      layout: layout, duration: picture.duration, bitstream: bitstream, isLossy: false,
      hasOpacity: try WebPCoder.features(bitstream).hasOpacity)
  }

  /// The pixels of a frame without colours below full transparency, where the frame is put over others: its canvas does not
  /// have them, so that nobody has looked at them. Nil if there is nothing to be seen in them.
  private func cleaned(_ picture: WebPFile.Picture, _ index: Int) throws -> PixelBuffer? {
    guard file.animation != nil, picture.layout.blending == .over, picture.hasOpacity else { return nil }
    let pixels = try file.pixels(index)
    guard picture.isLossy ? pixels.hasHiddenPicture : true else { return nil }
    let clean = pixels.withoutHiddenColours()
    return clean.bytes == pixels.bytes ? nil : clean
  }
}

extension PixelBuffer {
  /// Whether a block of 8×8 transparent pixels of RGBA has shapes: lossy encoders fill such blocks with one colour, which
  /// compression leaves nearly as it is.
  fileprivate var hasHiddenPicture: Bool {
    for top in stride(from: 0, to: size.height - 7, by: 8) {
      for left in stride(from: 0, to: size.width - 7, by: 8) {
        var (least, most, isHidden) = (UInt8.max, UInt8.min, true)
        for place in 0..<64 where isHidden {
          let pixel = 4 * ((top + place / 8) * size.width + left + place % 8)
          isHidden = bytes[pixel + 3] == 0
          (least, most) = (min(least, bytes[pixel + 1]), max(most, bytes[pixel + 1]))
        }
        if isHidden, most - least > 40 { return true }
      }
    }
    return false
  }
}

extension WebPFile {
  /// The pixels of a picture. Those of an animation have an opacity.
  fileprivate func pixels(_ index: Int) throws(StillImage.Refusal) -> PixelBuffer {
    let picture = pictures[index]
    let size = FrameSize(width: picture.layout.rect.width, height: picture.layout.rect.height)
    return try WebPCoder.decode(
      picture.bitstream, size, channels: animation != nil || picture.hasOpacity ? 4 : 3)
  }

  /// A file with other pictures.
  fileprivate func coded(_ pictures: [Picture], _ metadata: WebPMetadata) -> [UInt8] {
    // Readers allocate an opacity for an animation if the header says so.
    var flags: Flags = animation == nil ? [] : self.flags.intersection([.animation, .opacity])
    if metadata.profile != nil { flags.insert(.profile) }
    if metadata.exif != nil { flags.insert(.exif) }
    if metadata.xmp != nil { flags.insert(.xmp) }
    if pictures.contains(where: \.hasOpacity) { flags.insert(.opacity) }
    let chunk = { (type: String, content: [UInt8]?) in content.map { WebPChunk.coded(type, $0) } ?? [] }
    let images =
      animation == nil
      ? pictures[0].bitstream
      : chunk("ANIM", animation) + pictures.flatMap { WebPChunk.coded("ANMF", $0.header + $0.bitstream) }
    let body =
      chunk("ICCP", metadata.profile) + images + chunk("EXIF", metadata.exif) + chunk("XMP ", metadata.xmp)
    // A lossless image has its opacity in its bitstream; a lossy one has it in a chunk beside, which needs the header.
    let isSimple = flags.isSubset(of: .opacity) && !(pictures[0].isLossy && pictures[0].hasOpacity)
    let header = WebPChunk.coded(
      "VP8X",
      [flags.rawValue, 0, 0, 0] + WebPChunk.bytes(size.width - 1, 3) + WebPChunk.bytes(size.height - 1, 3))
    let chunks = Array("WEBP".utf8) + (isSimple ? [] : header) + body
    return Array("RIFF".utf8) + WebPChunk.bytes(chunks.count, 4) + chunks
  }
}

extension WebPFile.Picture {
  /// The fields of ANMF before the bitstream.
  fileprivate var header: [UInt8] {
    let fields = [
      layout.rect.x / 2, layout.rect.y / 2, layout.rect.width - 1, layout.rect.height - 1, duration,
    ]
    let flags: UInt8 = (layout.disposal == .background ? 1 : 0) | (layout.blending == .source ? 2 : 0)
    return fields.flatMap { WebPChunk.bytes($0, 3) } + [flags]
  }

  /// In nanoseconds. Browsers show a frame of ten milliseconds and less for a tenth of a second.
  fileprivate var displayed: Int64 { Int64(duration > 10 ? duration : 100) * 1_000_000 }
}
