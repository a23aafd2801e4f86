/// An input that arrives in chunks: one chunk in memory, a cursor in it, and the cursor's position.
///
/// It pulls, and reads nothing ahead of the current chunk. One consumer owns it.
struct ByteSource: ~Copyable {
  /// The current chunk.
  private(set) var chunk: [UInt8] = []
  /// The cursor, as an index of `chunk`; may be just past its end.
  var index = 0
  /// The cursor's line, counted from 1.
  var line = 1
  private var bytesBefore = 0
  private var isExhausted = false
  private let fill: (inout [UInt8]) throws -> Void

  /// `fill` appends the next bytes to an empty buffer that keeps its capacity; appending nothing ends the
  /// input.
  init(fill: @escaping (inout [UInt8]) throws -> Void) {
    self.fill = fill
  }

  /// The offset of the cursor from the start of the input, in bytes.
  var offset: Int { bytesBefore + index }

  /// The byte at the cursor; nil at the end of the input.
  @inline(__always)
  mutating func peek() throws(DetectionError) -> UInt8? {
    if index < chunk.count { return chunk[index] }
    return try refill() ? chunk[index] : nil
  }

  /// Whether the current chunk has these bytes at the cursor.
  mutating func isAt(_ bytes: [UInt8]) throws(DetectionError) -> Bool {
    guard try peek() != nil else { return false }
    return chunk[index...].starts(with: bytes)
  }

  /// Reads the next chunk; returns false at the end of the input.
  @inline(never)
  mutating func refill() throws(DetectionError) -> Bool {
    guard !isExhausted else { return false }
    bytesBefore += chunk.count
    index = 0
    chunk.removeAll(keepingCapacity: true)
    do {
      try fill(&chunk)
    } catch {
      throw DetectionError(
        .unreadable, "reading failed: \(error)", at: Position(line: line, byteOffset: bytesBefore, path: ""),
        remedy: "make sure that the input is readable, and start again", cause: error)
    }
    isExhausted = chunk.isEmpty
    return !isExhausted
  }

  /// Skips white space and returns the byte after it; nil at the end of the input.
  @inline(__always)
  mutating func peekAfterSpace() throws(DetectionError) -> UInt8? {
    // Compact responses have no space between most tokens.
    if index < chunk.count, chunk[index] > 0x20 { return chunk[index] }
    return try skipSpace()
  }

  private mutating func skipSpace() throws(DetectionError) -> UInt8? {
    repeat {
      let (end, newlines) = spaceEnd(in: chunk.span, from: index)
      index = end
      line += newlines
      if end < chunk.count { return chunk[end] }
    } while try refill()
    return nil
  }

  /// Skips the plain characters of a string, up to a quote, a backslash, a control character or the end of
  /// the chunk.
  @inline(__always)
  mutating func skipPlainCharacters() {
    index = plainEnd(in: chunk.span, from: index)
  }
}

/// The end of the white space at `start`, and the number of line feeds in it. JSON allows a raw line feed
/// only between tokens, so lines are counted here only.
@inline(__always)
private func spaceEnd(in bytes: Span<UInt8>, from start: Int) -> (end: Int, newlines: Int) {
  var end = start
  var newlines = 0
  while end < bytes.count, isSpace(bytes[end]) {
    newlines &+= bytes[end] == UInt8(ascii: "\n") ? 1 : 0
    end &+= 1
  }
  return (end, newlines)
}

/// The end of the plain characters of a string at `start`.
@inline(__always)
private func plainEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
  var end = start
  while end < bytes.count, isPlain(bytes[end]) { end &+= 1 }
  return end
}

/// Whether a byte is white space in JSON (RFC 8259, section 2).
@inline(__always)
func isSpace(_ byte: UInt8) -> Bool {
  byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
}

/// Whether a byte is a plain character of a string: neither quote, backslash nor control character.
@inline(__always)
func isPlain(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// Compression formats, recognized by their magic numbers.
enum Compression: String, CaseIterable {
  case gzip, zip, bzip2, xz, zstd

  /// RFC 1952, PKWARE's APPNOTE 4.3.7, and the formats' own specifications; no text starts with these bytes.
  var magic: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B]
    case .zip: [0x50, 0x4B, 0x03, 0x04]
    case .bzip2: [0x42, 0x5A, 0x68]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    }
  }

  /// The command that decompresses a file to standard output.
  var command: String {
    switch self {
    case .gzip: "gunzip -c"
    case .zip: "unzip -p"
    case .bzip2: "bunzip2 -c"
    case .xz: "xz -dc"
    case .zstd: "zstd -dc"
    }
  }
}

extension JSONReader {
  /// Throws if the input is compressed: it is not decompressed here.
  mutating func refuseCompressed() throws(DetectionError) {
    for kind in Compression.allCases where try source.isAt(kind.magic) {
      throw DetectionError(
        .compressed, "the file is compressed (\(kind.rawValue))", at: markedPosition,
        remedy: "decompress it: \(kind.command) FILE > FILE.json")
    }
  }
}
