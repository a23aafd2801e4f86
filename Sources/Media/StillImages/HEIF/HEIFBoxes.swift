import CHEIF

/// What libheif does not tell of a HEIF file's boxes (ISO/IEC 14496-12, section 4.2).
struct HEIFBoxes {
  /// Whether the file has the frames of a sequence, which libheif does not read.
  let hasMovie: Bool
  /// The chroma formats of the decoder configurations.
  private var formats: Set<UInt8> = []

  init(_ file: [UInt8]) {
    var hasMovie = false
    var formats: Set<UInt8> = []
    Self.walk(file[...]) { type, _ in hasMovie = hasMovie || type == "moov" }
    Self.properties(of: file) { formats.formUnion([Self.format($0, $1)].compactMap(\.self)) }
    (self.hasMovie, self.formats) = (hasMovie, formats)
  }

  /// Calls `body` with the type and the content of each property of images (ISO/IEC 23008-12, section 9.3.1).
  static func properties(of file: [UInt8], _ body: (String, ArraySlice<UInt8>) -> Void) {
    walk(file[...]) { type, content in
      guard type == "meta" else { return }
      // A full box: version and flags come first.
      walk(content.dropFirst(4)) { type, content in
        guard type == "iprp" else { return }
        walk(content) { type, content in if type == "ipco" { walk(content, body) } }
      }
    }
  }

  /// The chroma format of the images. The opacity has none of its own.
  func chroma() throws -> heif_chroma {
    let coloured = formats.subtracting([0])
    guard coloured.count <= 1 else {
      throw ImageError("has images of several chroma formats", remedy: "convert it to PNG")
    }
    return switch coloured.first {
    case 1: heif_chroma_420
    case 2: heif_chroma_422
    case 3: heif_chroma_444
    default: heif_chroma_monochrome
    }
  }

  /// The chroma format of a decoder configuration as HEVC numbers it: 0 for none, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.
  private static func format(_ type: String, _ content: ArraySlice<UInt8>) -> UInt8? {
    let bytes = Array(content.prefix(17))
    switch type {
    // ISO/IEC 14496-15, section 8.3.2.1.2.
    case "hvcC" where bytes.count == 17: return bytes[16] & 3
    // AV1 Codec ISO Media File Format Binding, section 2.3.3.
    case "av1C" where bytes.count >= 3:
      let (isGrey, x, y) = (bytes[2] & 0x10 != 0, bytes[2] & 0x08 != 0, bytes[2] & 0x04 != 0)
      return isGrey ? 0 : x ? (y ? 1 : 2) : 3
    default: return nil
    }
  }

  private static func walk(_ bytes: ArraySlice<UInt8>, _ body: (String, ArraySlice<UInt8>) -> Void) {
    var rest = bytes
    while rest.count >= 8 {
      var (length, header) = (number(rest.prefix(4)), 8)
      if length == 1, rest.count >= 16 { (length, header) = (number(rest.dropFirst(8).prefix(8)), 16) }
      // Zero: to the end of the file.
      if length == 0 { length = rest.count }
      guard length >= header, length <= rest.count else { return }
      body(
        String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self), rest.prefix(length).dropFirst(header))
      rest = rest.dropFirst(length)
    }
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { ($0 & (1 << 48 - 1)) << 8 | Int($1) }
  }
}
