import CGIF
import Geometry

/// Writes a GIF file with giflib.
final class GIFWriter {
  private let file: GIFFile
  private let extensions: [GIFFile.Extension]
  private let output = Output()
  private let gif: UnsafeMutablePointer<GifFileType>
  private var count = 0

  private final class Output {
    var bytes: [UInt8] = []
  }

  /// - Parameters:
  ///   - file: the source, whose header is written.
  ///   - extensions: what of its extensions stays.
  ///   - needs89a: whether images may have control extensions that the source does not have.
  init(_ file: GIFFile, _ extensions: [GIFFile.Extension], needs89a: Bool) throws {
    (self.file, self.extensions) = (file, extensions)
    let gif = EGifOpen(
      Unmanaged.passUnretained(output).toOpaque(),
      { gif, bytes, count in
        guard let data = gif?.pointee.UserData else { return 0 }
        Unmanaged<Output>.fromOpaque(data).takeUnretainedValue().bytes += UnsafeBufferPointer(
          start: bytes, count: Int(count))
        return count
      }, nil)
    guard let gif else { throw ImageError("no memory for its encoder") }
    self.gif = gif
    EGifSetGifVersion(gif, file.is89a || needs89a || !extensions.isEmpty)
    gif.pointee.AspectByte = file.aspect
    try withMap(file.palette) { map in
      try check(
        EGifPutScreenDesc(
          gif, Int32(file.screen.width), Int32(file.screen.height), Int32(file.colourResolution),
          Int32(file.background), map))
    }
  }

  deinit { EGifCloseFile(gif, nil) }

  /// Writes the next image, and the extensions before it.
  func write(_ frame: GIFFile.Frame, _ indices: [UInt8]) throws {
    try writeExtensions()
    if frame.control.isPresent { try write(frame.control) }
    let rect = frame.rect
    try withMap(frame.palette) { map in
      try check(
        EGifPutImageDesc(
          gif, Int32(rect.x), Int32(rect.y), Int32(rect.width), Int32(rect.height), frame.isInterlaced, map))
    }
    for row in GIFDecoder.rows(of: frame) {
      var line = Array(indices[row * rect.width..<(row + 1) * rect.width])
      try check(EGifPutLine(gif, &line, Int32(rect.width)))
    }
    count += 1
  }

  /// The bytes of the file, with the extensions after the last image and the trailer. To be called once, at the end.
  func finish() throws -> [UInt8] {
    try writeExtensions()
    // giflib writes the trailer when it closes the file, which frees it; this class does that in deinit.
    return output.bytes + [0x3B]
  }

  private func writeExtensions() throws {
    for part in extensions where part.place == count {
      try check(EGifPutExtensionLeader(gif, Int32(part.label)))
      for block in part.blocks { try check(EGifPutExtensionBlock(gif, Int32(block.count), block)) }
      try check(EGifPutExtensionTrailer(gif))
    }
  }

  private func write(_ control: GIFFile.Control) throws {
    var block = GraphicsControlBlock(
      DisposalMode: Int32(control.disposal.rawValue), UserInputFlag: control.waitsForUser,
      DelayTime: Int32(control.delay), TransparentColor: Int32(control.transparent ?? -1))
    var bytes = [UInt8](repeating: 0, count: 4)
    EGifGCBToExtension(&block, &bytes)
    try check(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, bytes))
  }

  private func withMap<Result>(
    _ palette: GIFPalette?, _ body: (UnsafeMutablePointer<ColorMapObject>?) throws -> Result
  ) throws -> Result {
    guard let palette else { return try body(nil) }
    let colours = palette.colours.map { GifColorType(Red: $0.red, Green: $0.green, Blue: $0.blue) }
    guard let map = GifMakeMapObject(Int32(colours.count), colours) else {
      throw ImageError("no memory for its palette")
    }
    defer { GifFreeMapObject(map) }
    map.pointee.SortFlag = palette.isSorted
    return try body(map)
  }

  private func check(_ result: Int32) throws {
    guard result == GIF_OK else {
      throw ImageError(
        "giflib cannot write it", detail: GifErrorString(gif.pointee.Error).map { String(cString: $0) })
    }
  }
}
