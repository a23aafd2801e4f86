public import Geometry

/// A GIF image or animation, of whose frames one is decoded at a time.
public final class GIFImage: EditableImage {
  public let orientation = Orientation.identity
  public let frames: [ImageFrame]

  private let file: GIFFile
  private let size: FrameSize
  private let extensions: GIFExtensions
  /// Whether something can be seen through a frame.
  private let hasOpacity: Bool
  private var player: GIFPlayer
  /// What was changed, by frames: the pixels of a rectangle.
  private var changes: [Int: Change] = [:] {
    didSet { written = nil }
  }
  /// The file with these changes, once it is made.
  private var written: Written?

  private struct Written {
    let bytes: [UInt8]
    /// The number of pixels without a mask that have another colour.
    let misses: Int
  }

  private struct Change {
    let rect: PixelRect
    let pixels: [GIFPixel]
  }

  /// - Throws: `StillImage.Refusal`, `ImageError`.
  public init(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    self.file = try GIFFile(file)
    size = self.file.canvas
    try FrameBudget.check(Array(repeating: size, count: self.file.frames.count), within: limits)
    extensions = GIFExtensions(self.file, keeping: policy)
    frames = Self.frames(of: self.file)
    // All data is decompressed once, so that a damaged file is refused before work begins.
    var (player, hasOpacity) = (GIFPlayer(self.file), false)
    for _ in frames {
      try player.advance()
      hasOpacity = hasOpacity || player.shown.canvas.contains(.undrawn)
    }
    self.hasOpacity = hasOpacity
    self.player = GIFPlayer(self.file)
  }

  private static func frames(of file: GIFFile) -> [ImageFrame] {
    let size = file.canvas
    var hundredths = 0
    return file.frames.enumerated().map { index, frame in
      // Browsers show images for a tenth of a second that state at most a hundredth.
      defer { hundredths += frame.control.delay > 1 ? frame.control.delay : 10 }
      return ImageFrame(
        size: size, time: MediaTime(nanoseconds: Int64(hundredths) * 10_000_000),
        continuesPrevious: index > 0)
    }
  }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    try buffer(of: masked(canvas(index), index)).planes().read(body)
  }

  public func edit(frame index: Int, in _: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    let source = try canvas(index)
    var buffer = buffer(of: masked(source, index))
    let planes = buffer.planes()
    try body(planes)
    buffer.take(planes)
    changes[index] = change(from: source, to: pixels(of: buffer))
  }

  /// Pixels without a mask must be those of the source, but for those that ``notes`` counts; those of masks have the nearest
  /// colours of a palette.
  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    guard let written = written as? GIFImage, written.size == size else { return false }
    let source = try canvas(index)
    let (wanted, found) = (masked(source, index), try written.canvas(index))
    var (misses, masks, distance) = (0, 0, 0)
    for place in wanted.indices where wanted[place] != found[place] {
      if wanted[place] == source[place] {
        misses += 1
      } else {
        guard found[place].isDrawn == wanted[place].isDrawn else { return false }
        distance += wanted[place].distance(to: found[place])
      }
    }
    for place in wanted.indices where wanted[place] != source[place] { masks += 1 }
    return try misses <= write().misses && distance <= Self.farthest * masks
  }

  /// How far a mask's colours may be from those of the palette on average: from pure green to grey.
  private static let farthest = 20_000

  public var notes: [String] {
    // Only the written file shows whether palettes had room. If it cannot be written, that is thrown later.
    guard !changes.isEmpty, let misses = try? write().misses, misses > 0 else { return extensions.notes }
    return extensions.notes + [
      "\(misses) pixels beside masks have the nearest colour of their frame's palette, which has no room for their own"
    ]
  }

  public func encoded() throws -> [UInt8] { try write().bytes }

  private func write() throws -> Written {
    if let written { return written }
    let writer = try GIFWriter(file, extensions.kept, needs89a: frames.count > 1 || hasOpacity)
    var (player, drawing) = (GIFPlayer(file), GIFRedrawing(file))
    try player.advance()
    var shown = player.shown
    var target = masked(shown.canvas, 0)
    for (index, frame) in file.frames.enumerated() {
      var next: [GIFPixel]?
      if index + 1 < frames.count {
        try player.advance()
        next = masked(player.shown.canvas, index + 1)
      }
      let drawn = drawing.draw(
        frame, shown.indices, .init(masked: target, source: shown.canvas), before: next)
      try writer.write(drawn.frame, drawn.indices)
      (shown, target) = (player.shown, next ?? [])
    }
    let result = Written(bytes: try writer.finish(), misses: drawing.misses)
    written = result
    return result
  }

  /// The composited source.
  private func canvas(_ index: Int) throws -> [GIFPixel] {
    if player.index > index { player = GIFPlayer(file) }
    while player.index < index { try player.advance() }
    return player.shown.canvas
  }

  /// A canvas with what was changed.
  private func masked(_ canvas: [GIFPixel], _ index: Int) -> [GIFPixel] {
    guard let change = changes[index] else { return canvas }
    var (masked, place) = (canvas, 0)
    for y in change.rect.y..<change.rect.maxY {
      for x in change.rect.x..<change.rect.maxX {
        masked[y * size.width + x] = change.pixels[place]
        place += 1
      }
    }
    return masked
  }

  private func change(from source: [GIFPixel], to pixels: [GIFPixel]) -> Change? {
    var rect = PixelRect(x: 0, y: 0, width: 0, height: 0)
    for y in 0..<size.height {
      let row = y * size.width..<(y + 1) * size.width
      let differs = { (place: Int) in source[place] != pixels[place] }
      guard let first = row.first(where: differs), let last = row.last(where: differs) else { continue }
      rect = rect.union(PixelRect(x: first - row.lowerBound, y: y, width: last - first + 1, height: 1))
    }
    guard !rect.isEmpty else { return nil }
    let part = (rect.y..<rect.maxY).flatMap {
      pixels[$0 * size.width + rect.x..<$0 * size.width + rect.maxX]
    }
    return Change(rect: rect, pixels: part)
  }

  private func buffer(of canvas: [GIFPixel]) -> PixelBuffer {
    let channels = hasOpacity ? 4 : 3
    var bytes = [UInt8](repeating: 0xFF, count: canvas.count * channels)
    for (place, pixel) in canvas.enumerated() {
      let start = place * channels
      if pixel.isDrawn {
        (bytes[start], bytes[start + 1], bytes[start + 2]) = (pixel.red, pixel.green, pixel.blue)
      } else {
        // White, as most pages below it.
        bytes[start + 3] = 0
      }
    }
    return PixelBuffer(size: size, channels: channels, bytes: bytes)
  }

  private func pixels(of buffer: PixelBuffer) -> [GIFPixel] {
    let bytes = buffer.bytes
    return (0..<buffer.size.width * buffer.size.height).map { place in
      let start = place * buffer.channels
      guard !hasOpacity || bytes[start + 3] >= 128 else { return .undrawn }
      return GIFPixel(red: bytes[start], green: bytes[start + 1], blue: bytes[start + 2])
    }
  }
}
