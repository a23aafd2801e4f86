import CTIFF
import Geometry

/// Writes a TIFF file with libtiff.
final class TIFFWriter {
  private let tiff: OpaquePointer

  /// - Parameter source: gives the byte order, and whether it is a BigTIFF.
  init(like source: TIFFBytes) throws {
    let mode = "w" + (source.isBigEndian ? "b" : "l") + (source.isBigTIFF ? "8" : "4")
    guard let tiff = fv_tiff_create(mode) else { throw ImageError("no memory for its encoder") }
    self.tiff = tiff
  }

  deinit { fv_tiff_close(tiff) }

  /// Begins a page with the tags of its source, and with metadata.
  func begin(_ page: TIFFPage, _ metadata: TIFFMetadata) throws {
    fv_tiff_forget(tiff)
    // libtiff takes those of a compression only once that is set.
    for tag in [.newSubfileType, .width, .length] as [TIFFTag] { try long(tag, page) }
    for tag in [.compression, .samplesPerPixel, .planarConfiguration] as [TIFFTag] { try short(tag, page) }
    try short(.bitsPerSample, page)
    for tag in Self.shorts { try short(tag, page) }
    for tag in [.t4Options, .t6Options] as [TIFFTag] { try long(tag, page) }
    try setBlocks(page)
    try setColours(page)
    try setPlacement(page)
    for (tag, text) in metadata.texts { try check(fv_tiff_set_text(tiff, UInt32(tag.rawValue), text)) }
    if let xmp = metadata.xmp { try bytes(.xmp, xmp) }
  }

  /// Compresses a strip or tile.
  func write(_ data: [UInt8], block: Int) throws {
    var data = data
    try check(fv_tiff_write(tiff, UInt32(block), &data, data.count))
  }

  /// Writes a strip or tile that is compressed.
  func write(compressed data: [UInt8], block: Int) throws {
    var data = data
    try check(fv_tiff_write_raw(tiff, UInt32(block), &data, data.count))
  }

  func end() throws { try check(fv_tiff_end_page(tiff)) }

  /// The bytes of the file.
  func finish() throws -> [UInt8] {
    var count = 0
    guard let bytes = fv_tiff_finish(tiff, &count), count > 0 else { throw failure }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: count))
  }

  private static let shorts: [TIFFTag] = [
    .photometric, .fillOrder, .orientation, .resolutionUnit, .predictor, .sampleFormat, .yCbCrPositioning,
  ]

  private func setBlocks(_ page: TIFFPage) throws {
    if page.isTiled {
      try check(fv_tiff_set_long(tiff, UInt32(TIFFTag.tileWidth.rawValue), UInt32(page.block.width)))
      try check(fv_tiff_set_long(tiff, UInt32(TIFFTag.tileLength.rawValue), UInt32(page.block.height)))
    } else {
      try check(fv_tiff_set_long(tiff, UInt32(TIFFTag.rowsPerStrip.rawValue), UInt32(page.block.height)))
    }
    let tables: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9]
    // Each strip and tile has tables of its own.
    if page.compression == 7 { try bytes(.jpegTables, tables) }
  }

  private func setColours(_ page: TIFFPage) throws {
    let directory = page.directory
    if let extra = try directory.numbers(.extraSamples), !extra.isEmpty {
      let values = extra.map { UInt16(truncatingIfNeeded: $0) }
      try check(
        fv_tiff_set_shorts(tiff, UInt32(TIFFTag.extraSamples.rawValue), UInt16(values.count), values))
    }
    try tables(.colorMap, page, of: 1 << page.bits)
    try tables(.transferFunction, page, of: 1 << page.bits)
    for (tag, count) in [
      (.whitePoint, 2), (.primaryChromaticities, 6), (.yCbCrCoefficients, 3), (.referenceBlackWhite, 6),
    ] as [(TIFFTag, Int)] {
      guard let values = try directory.reals(tag), values.count == count else { continue }
      try check(fv_tiff_set_reals(tiff, UInt32(tag.rawValue), values.map { Float($0) }))
    }
    try pair(.yCbCrSubsampling, page)
    if let profile = try directory.bytes(.icc), !profile.isEmpty { try bytes(.icc, profile) }
  }

  private func setPlacement(_ page: TIFFPage) throws {
    for tag in [.xResolution, .yResolution, .xPosition, .yPosition] as [TIFFTag] {
      guard let value = try page.directory.reals(tag)?.first else { continue }
      try check(fv_tiff_set_real(tiff, UInt32(tag.rawValue), value))
    }
    try pair(.pageNumber, page)
  }

  private func short(_ tag: TIFFTag, _ page: TIFFPage) throws {
    guard let value = try page.directory.number(tag) else { return }
    try check(fv_tiff_set_short(tiff, UInt32(tag.rawValue), UInt16(truncatingIfNeeded: value)))
  }

  private func long(_ tag: TIFFTag, _ page: TIFFPage) throws {
    guard let value = try page.directory.number(tag) else { return }
    try check(fv_tiff_set_long(tiff, UInt32(tag.rawValue), UInt32(truncatingIfNeeded: value)))
  }

  private func pair(_ tag: TIFFTag, _ page: TIFFPage) throws {
    guard let values = try page.directory.numbers(tag), values.count == 2 else { return }
    let (first, second) = (UInt16(truncatingIfNeeded: values[0]), UInt16(truncatingIfNeeded: values[1]))
    try check(fv_tiff_set_pair(tiff, UInt32(tag.rawValue), first, second))
  }

  /// One table or three.
  private func tables(_ tag: TIFFTag, _ page: TIFFPage, of count: Int) throws {
    guard let values = try page.directory.numbers(tag), [count, 3 * count].contains(values.count) else {
      return
    }
    let table = { (index: Int) in
      values.dropFirst(index * count).prefix(count).map { UInt16(truncatingIfNeeded: $0) }
    }
    let isThree = values.count > count
    try check(
      fv_tiff_set_tables(
        tiff, UInt32(tag.rawValue), table(0), isThree ? table(1) : nil, isThree ? table(2) : nil))
  }

  private func bytes(_ tag: TIFFTag, _ bytes: [UInt8]) throws {
    try check(fv_tiff_set_bytes(tiff, UInt32(tag.rawValue), UInt32(bytes.count), bytes))
  }

  private func check(_ succeeds: Bool) throws {
    guard succeeds else { throw failure }
  }

  private var failure: ImageError {
    ImageError("libtiff cannot write it", detail: fv_tiff_message(tiff).map { String(cString: $0) })
  }
}
