/// Bytes that arrive in chunks: one chunk in memory, a cursor in it, and the place of the cursor.
///
/// The source pulls; nothing is read ahead of the cursor's chunk. One consumer owns it.
struct ByteSource: ~Copyable {
  /// The chunk at hand.
  private(set) var chunk: [UInt8] = []
  /// The cursor, as an index of `chunk`; may stand just past its end.
  var index = 0
  /// The cursor's line, counted from 1.
  var line = 1
  private var bytesBefore = 0
  private var isExhausted = false
  private let fill: (inout [UInt8]) throws -> Void

  /// Makes a source over `fill`, which appends the next bytes to an empty buffer that keeps its capacity;
  /// appending nothing ends the input.
  init(fill: @escaping (inout [UInt8]) throws -> Void) {
    self.fill = fill
  }

  /// The bytes before the cursor.
  var offset: Int { bytesBefore + index }

  /// The byte at the cursor, or nil at the end of the input.
  @inline(__always)
  mutating func peek() throws(DetectionError) -> UInt8? {
    if index < chunk.count { return chunk[index] }
    return try refill() ? chunk[index] : nil
  }

  /// Whether the bytes at the cursor are these, as far as one chunk tells.
  mutating func isAt(_ bytes: [UInt8]) throws(DetectionError) -> Bool {
    guard try peek() != nil else { return false }
    return chunk[index...].starts(with: bytes)
  }

  /// Replaces a chunk that is used up; false at the end of the input.
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
        .unreadable, "reading failed: \(error)", at: Place(line: line, byteOffset: bytesBefore, path: ""),
        remedy: "make sure that the input is readable, and start again", cause: error)
    }
    isExhausted = chunk.isEmpty
    return !isExhausted
  }

  /// Moves to the next byte that is not white space and returns it; nil at the end of the input.
  @inline(__always)
  mutating func peekPastSpace() throws(DetectionError) -> UInt8? {
    // Compact answers have no space between most tokens.
    if index < chunk.count, chunk[index] > 0x20 { return chunk[index] }
    return try passSpace()
  }

  private mutating func passSpace() throws(DetectionError) -> UInt8? {
    repeat {
      let (end, newlines) = spaceEnd(in: chunk.span, from: index)
      index = end
      line += newlines
      if end < chunk.count { return chunk[end] }
    } while try refill()
    return nil
  }

  /// Moves past the characters that a string may hold raw and that end none: to a quote, a backslash, a control
  /// character or the end of the chunk.
  @inline(__always)
  mutating func passPlainCharacters() {
    index = plainEnd(in: chunk.span, from: index)
  }
}

/// Where the white space from `start` ends, and the line feeds in it. JSON allows a raw line feed between tokens
/// only, so this is the one place that counts lines.
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

/// Where the characters from `start` that stand for themselves in a string end.
@inline(__always)
private func plainEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
  var end = start
  while end < bytes.count, isPlain(bytes[end]) { end &+= 1 }
  return end
}

/// Whether a byte is JSON's white space.
@inline(__always)
func isSpace(_ byte: UInt8) -> Bool {
  byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
}

/// Whether a byte stands for itself inside a string.
@inline(__always)
func isPlain(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
}

/// Whether a byte is a decimal digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
