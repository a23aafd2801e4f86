import Geometry

/// A WebP file parsed from chunk to chunk (WebP container specification), without decoding.
struct WebPFile {
  /// A still image, or a frame of an animation.
  struct Picture {
    var layout: FrameLayout
    /// In milliseconds; 0 for a still image.
    var duration = 0
    /// The chunks ALPH and VP8, or VP8L, as they stand in the file.
    let bitstream: [UInt8]
    let isLossy: Bool
    let hasOpacity: Bool
  }

  let size: FrameSize
  let pictures: [Picture]
  /// The content of ANIM: the background colour and the number of repetitions.
  let animation: [UInt8]?
  /// What the header says that there is; nothing without one.
  let flags: Flags
  /// The chunks beside the pictures, and the number of bytes after the file.
  let others: [WebPChunk]
  let trailing: Int

  /// The flags of VP8X.
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let animation = Flags(rawValue: 0x02)
    static let xmp = Flags(rawValue: 0x04)
    static let exif = Flags(rawValue: 0x08)
    static let opacity = Flags(rawValue: 0x10)
    static let profile = Flags(rawValue: 0x20)
  }

  /// - Throws: `StillImage.Refusal`; `ImageError` for too many frames.
  init(_ file: [UInt8], within limits: FrameLimits) throws {
    guard StillImageFormat(start: file) == .webp else { throw StillImage.Refusal.unknownFormat }
    let end = 8 + WebPChunk.number(file[4..<8])
    guard 12...file.count ~= end else { throw StillImage.Refusal.damaged }
    trailing = file.count - end
    let chunks = try WebPChunk.all(of: file, in: 12..<end)
    guard let first = chunks.first else { throw StillImage.Refusal.damaged }
    guard first.type == "VP8X" else {
      let image = try Self.still(file, chunks.prefix(1), within: limits)
      (size, pictures, animation, flags) = (image.layout.size, [image], nil, [])
      others = Array(chunks.dropFirst())
      return
    }
    guard first.content.count == 10 else { throw StillImage.Refusal.damaged }
    let header = Array(file[first.content])
    size = FrameSize(width: WebPChunk.number(header[4..<7]) + 1, height: WebPChunk.number(header[7..<10]) + 1)
    try limits.check(size)
    flags = Flags(rawValue: header[0])
    if flags.contains(.animation) {
      let control = chunks.first { $0.type == "ANIM" }
      let frames = chunks.filter { $0.type == "ANMF" }
      guard let control, control.content.count == 6, !frames.isEmpty else { throw StillImage.Refusal.damaged }
      let size = size
      try FrameBudget.check(frames.map { _ in size }, within: limits)
      animation = Array(file[control.content])
      pictures = try frames.map { try Self.frame(file, $0, size) }
      others = chunks.dropFirst().filter { $0.type != "ANMF" && $0.content != control.content }
    } else {
      let image = try Self.still(file, chunks.dropFirst(), within: limits)
      guard image.layout.size == size else { throw StillImage.Refusal.damaged }
      (pictures, animation) = ([image], nil)
      others = chunks.dropFirst().filter { !Self.bitstreams.contains($0.type) }
    }
  }

  private static let bitstreams = ["ALPH", "VP8 ", "VP8L"]

  private static func still(
    _ file: [UInt8], _ chunks: some Collection<WebPChunk>, within limits: FrameLimits
  ) throws(StillImage.Refusal) -> Picture {
    let (bitstream, features) = try picture(file, chunks)
    try limits.check(features.size)
    let rect = PixelRect(x: 0, y: 0, width: features.size.width, height: features.size.height)
    return Picture(
      layout: FrameLayout(rect: rect), bitstream: bitstream, isLossy: features.isLossy,
      hasOpacity: features.hasOpacity)
  }

  private static func frame(_ file: [UInt8], _ chunk: WebPChunk, _ size: FrameSize) throws(StillImage.Refusal)
    -> Picture
  {
    let range = chunk.content
    guard range.count > 16 else { throw .damaged }
    let header = Array(file[range.prefix(16)])
    let number = { (place: Int) in WebPChunk.number(header[place..<place + 3]) }
    let rect = PixelRect(x: 2 * number(0), y: 2 * number(3), width: number(6) + 1, height: number(9) + 1)
    guard rect.maxX <= size.width, rect.maxY <= size.height else { throw .damaged }
    let (bitstream, features) = try picture(file, try WebPChunk.all(of: file, in: range.dropFirst(16)))
    let layout = FrameLayout(
      rect: rect, disposal: header[15] & 1 == 1 ? .background : .none,
      blending: header[15] & 2 == 2 ? .source : .over)
    guard features.size == layout.size else { throw .damaged }
    return Picture(
      layout: layout, duration: number(12), bitstream: bitstream, isLossy: features.isLossy,
      hasOpacity: features.hasOpacity)
  }

  /// The first picture of some chunks, without what stands beside it.
  private static func picture(_ file: [UInt8], _ chunks: some Collection<WebPChunk>) throws(StillImage
    .Refusal)
    -> ([UInt8], WebPCoder.Features)
  {
    let coded = { (chunk: WebPChunk) in WebPChunk.coded(chunk.type, file[chunk.content]) }
    guard let image = chunks.first(where: { $0.type == "VP8 " || $0.type == "VP8L" }) else { throw .damaged }
    let opacity = image.type == "VP8 " ? chunks.first { $0.type == "ALPH" } : nil
    let bitstream = (opacity.map(coded) ?? []) + coded(image)
    return (bitstream, try WebPCoder.features(bitstream))
  }
}

extension FrameLayout {
  fileprivate var size: FrameSize { FrameSize(width: rect.width, height: rect.height) }
}
