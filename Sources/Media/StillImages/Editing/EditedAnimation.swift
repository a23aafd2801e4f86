import Geometry

/// The canvases of an animation, of which some are edited. A still image is an animation of one frame.
///
/// It holds the canvas of one frame; those of the others are composited again. Of an edited frame it keeps the rectangle
/// that changed, compressed.
final class EditedAnimation {
  let size: FrameSize
  let layouts: [FrameLayout]
  private let rounding: Compositor.Rounding
  private let decode: (Int) throws -> PixelBuffer
  private var patches: [Int: Patch] = [:]
  private var cursor: (index: Int, compositor: Compositor, shown: PixelBuffer)?

  private struct Patch {
    let rect: PixelRect
    let packed: [UInt8]
    let count: Int
  }

  /// - Parameter decode: the pixels of a frame's rectangle; all frames have the same channels and depth, and if there are
  ///   several frames, an opacity.
  init(
    size: FrameSize, layouts: [FrameLayout], rounding: Compositor.Rounding = .nearest,
    decode: @escaping (Int) throws -> PixelBuffer
  ) {
    (self.size, self.layouts, self.rounding, self.decode) = (size, layouts, rounding, decode)
  }

  var isEdited: Bool { !patches.isEmpty }

  func isEdited(_ index: Int) -> Bool { patches[index] != nil }

  /// The canvas of a frame as it is displayed, before the edit.
  func source(_ index: Int) throws -> PixelBuffer { try at(index).shown }

  /// The canvas onto which a frame is put; nil: blank.
  func base(_ index: Int) throws -> PixelBuffer? { try at(index).compositor.base }

  /// The canvas of a frame with the edit.
  func edited(_ index: Int) throws -> PixelBuffer {
    var canvas = try source(index)
    if let patch = patches[index] {
      guard let bytes = ZlibStream.unpacked(patch.packed[...], atMost: patch.count) else {
        throw Self.noMemory
      }
      let part = PixelBuffer(
        size: FrameSize(width: patch.rect.width, height: patch.rect.height), channels: canvas.channels,
        depth: canvas.depth, bytes: bytes)
      canvas.replace(patch.rect, with: part)
    }
    return canvas
  }

  /// Calls `body` with the planes of a frame.
  func read<Result>(_ index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    try edited(index).planes().read(body)
  }

  /// Changes a frame.
  ///
  /// - Parameter express: returns pixels as the format can express them, given them and those before the edit.
  func edit(
    _ index: Int, _ body: (ImagePlanes) throws -> Void,
    express: (PixelBuffer, PixelBuffer) -> PixelBuffer = { pixels, _ in pixels }
  ) throws {
    var canvas = try edited(index)
    let planes = canvas.planes()
    try body(planes)
    canvas.take(planes)
    let source = try source(index)
    patches[index] = try canvas.difference(from: source).map { rect in
      let part = express(canvas.part(rect), source.part(rect))
      guard let packed = ZlibStream.packed(part.bytes, fast: true) else { throw Self.noMemory }
      return Patch(rect: rect, packed: packed, count: part.bytes.count)
    }
  }

  /// Whether a frame is displayed as that of another animation. Of a still image, colours below full transparency must be
  /// equal, too.
  func hasSamePixels(as other: EditedAnimation, _ index: Int) throws -> Bool {
    guard size == other.size, layouts.count == other.layouts.count else { return false }
    let (own, written) = (try edited(index), try other.edited(index))
    guard own.channels == written.channels, own.depth == written.depth else { return false }
    if own.bytes == written.bytes { return true }
    return layouts.count > 1 && own.withoutHiddenColours().bytes == written.withoutHiddenColours().bytes
  }

  private static let noMemory = ImageError("no memory for its changes")

  private func at(_ index: Int) throws -> (index: Int, compositor: Compositor, shown: PixelBuffer) {
    if let cursor, cursor.index == index { return cursor }
    var (next, compositor) = (0, Compositor(size: size, rounding: rounding))
    if let cursor, cursor.index < index {
      (next, compositor) = (cursor.index + 1, cursor.compositor)
      compositor.advance(from: cursor.shown, layouts[cursor.index])
    }
    cursor = nil
    while true {
      let shown = compositor.shown(try decode(next), layouts[next])
      if next == index {
        let found = (index, compositor, shown)
        cursor = found
        return found
      }
      compositor.advance(from: shown, layouts[next])
      next += 1
    }
  }
}
