/// The value of a header field with parameters, such as `Content-Type` and `Content-Disposition` (RFC 9110, section
/// 5.6.6; RFC 2183).
struct HeaderValue: Equatable {
  /// What precedes the parameters, in lower case: `multipart/form-data`.
  var value: String
  /// By lower-case names.
  var parameters: [String: String] = [:]

  /// Nil for a text that is not of this form, and if a parameter is repeated: programs take different ones then.
  init?(_ text: String) {
    var pieces = Self.pieces(of: Array(text.utf8))[...]
    guard let first = pieces.popFirst().map(Self.trimmed), !first.isEmpty else { return nil }
    value = String(decoding: first, as: UTF8.self).lowercased()
    for piece in pieces.map(Self.trimmed) where !piece.isEmpty {
      guard let equals = piece.firstIndex(of: UInt8(ascii: "=")),
        let content = Self.unquoted(Self.trimmed(piece[(equals + 1)...]))
      else { return nil }
      let name = String(decoding: Self.trimmed(piece[..<equals]), as: UTF8.self).lowercased()
      guard !name.isEmpty, parameters.updateValue(content, forKey: name) == nil else { return nil }
    }
  }

  /// The parts between semicolons that are not in quotes.
  private static func pieces(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var (start, isQuoted, isEscaped) = (text.startIndex, false, false)
    for (index, byte) in text.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\"), isQuoted {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ";"), !isQuoted {
        pieces.append(text[start..<index])
        start = index + 1
      }
    }
    return pieces + [text[start...]]
  }

  /// The text of a token or of a quoted string; nil if a quote is not closed, or something follows it.
  private static func unquoted(_ text: ArraySlice<UInt8>) -> String? {
    guard text.first == UInt8(ascii: "\"") else {
      return text.contains(UInt8(ascii: "\"")) ? nil : String(decoding: text, as: UTF8.self)
    }
    var (content, rest) = ([UInt8](), text.dropFirst())
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return rest.isEmpty ? String(decoding: content, as: UTF8.self) : nil
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        content.append(escaped)
      default: content.append(byte)
      }
    }
    return nil
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let start = text.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return [] }
    return start[...last]
  }
}
