/// A pull parser for JSON (RFC 8259) in constant memory: the caller requests what it expects next and skips
/// the rest without allocation.
///
/// It accepts any number of concatenated documents, and tracks the line, the byte offset and the path of each
/// value. Foundation's `JSONDecoder` does not, and needs the whole document in memory.
///
///     try json.beginObject()
///     while let key = try json.nextKey() {
///       switch key {
///       case "Timestamp": timestamp = try json.readNumber()
///       default: try json.skipValue()
///       }
///     }
struct JSONReader: ~Copyable {
  /// The maximum nesting depth of objects and arrays.
  static let maximumDepth = 128
  /// The maximum size of a string or number that is kept, in bytes. Rekognition's longest are its page
  /// tokens: 255.
  static let longestText = 64 << 10

  /// An open object or array, and the position in it.
  enum Level: Hashable {
    /// An object and the key read last, nil before the first.
    case object(key: String?)
    /// An array and the index reached, -1 before the first element.
    case array(index: Int)
  }

  /// The position of a token without its path, so that it costs nothing to keep.
  struct Mark {
    var line: Int
    var offset: Int
  }

  /// The type of a value, known from its first byte.
  enum Kind: String {
    case object = "an object"
    case array = "an array"
    case string = "a string"
    case number = "a number"
    case boolean = "true or false"
    case null
  }

  var source: ByteSource
  /// The open objects and arrays, outermost first.
  var levels: [Level] = []
  /// The bytes of a string or number that does not lie in one chunk.
  var scratch: [UInt8] = []
  /// The start of the value, key or document examined last.
  private(set) var mark = Mark(line: 1, offset: 0)
  private var isAtStart = true

  /// `fill` appends the next bytes to an empty buffer; appending nothing ends the input. Chunks of about 64
  /// KiB are fastest; any size is correct.
  init(fill: @escaping (inout [UInt8]) throws -> Void) {
    source = ByteSource(fill: fill)
  }

  /// Whether another document follows; only valid between documents.
  mutating func nextDocument() throws(DetectionError) -> Bool {
    if isAtStart {
      isAtStart = false
      try refuseCompressed()
      try skipByteOrderMark()
    }
    return try lookAhead() != nil
  }

  /// The type of the next value.
  mutating func peekKind() throws(DetectionError) -> Kind {
    guard let byte = try lookAhead() else { throw truncated() }
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw try unexpected(expected: "a value")
    }
  }

  /// Enters an object, to be read with `nextKey`.
  mutating func beginObject() throws(DetectionError) {
    try begin(.object, .object(key: nil))
  }

  /// Enters an array, to be read with `nextElement`.
  mutating func beginArray() throws(DetectionError) {
    try begin(.array, .array(index: -1))
  }

  /// The next member's key, after which its value must be read or skipped; nil leaves the object.
  mutating func nextKey() throws(DetectionError) -> String? {
    guard case .object(let last)? = levels.last, try advance(isFirst: last == nil, closing: UInt8(ascii: "}"))
    else { return nil }
    guard try lookAhead() == UInt8(ascii: "\"") else { throw try unexpected(expected: "a key in quotes") }
    let key = try stringBody()
    levels[levels.count - 1] = .object(key: key)
    try consumeColon()
    return key
  }

  /// Whether the array has another element, which must be read or skipped; false leaves the array.
  mutating func nextElement() throws(DetectionError) -> Bool {
    guard case .array(let last)? = levels.last, try advance(isFirst: last < 0, closing: UInt8(ascii: "]"))
    else { return false }
    levels[levels.count - 1] = .array(index: last + 1)
    return true
  }

  /// Moves to the next token, marks its position and returns its first byte; nil at the end of the input.
  @inline(__always)
  mutating func lookAhead() throws(DetectionError) -> UInt8? {
    let byte = try source.peekAfterSpace()
    mark = Mark(line: source.line, offset: source.offset)
    return byte
  }

  /// Consumes the colon after a key.
  @inline(__always)
  mutating func consumeColon() throws(DetectionError) {
    guard try lookAhead() == UInt8(ascii: ":") else { throw try unexpected(expected: "a colon") }
    source.index += 1
  }

  private mutating func begin(_ kind: Kind, _ level: Level) throws(DetectionError) {
    guard try peekKind() == kind else { throw try mismatch(expected: kind.rawValue) }
    guard levels.count < Self.maximumDepth else { throw tooDeep() }
    source.index += 1
    levels.append(level)
  }

  /// Moves to the next item of a container; false at the end of the container, which is then left.
  private mutating func advance(isFirst: Bool, closing: UInt8) throws(DetectionError) -> Bool {
    let byte = try lookAhead()
    if byte == closing {
      source.index += 1
      levels.removeLast()
      return false
    }
    guard !isFirst else { return true }
    guard byte == UInt8(ascii: ",") else { throw try unexpected(expected: "a comma or the end") }
    source.index += 1
    guard try lookAhead() != closing else { throw trailingComma() }
    return true
  }
}
