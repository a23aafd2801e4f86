extension JSONReader {
  /// The path of the current value: `Faces[12].Face.BoundingBox.Width`.
  var path: String {
    var path = ""
    for level in levels {
      switch level {
      case .object(let key?): path += path.isEmpty ? key : ".\(key)"
      case .array(let index) where index >= 0: path += "[\(index)]"
      case .object, .array: break
      }
    }
    return path
  }

  /// The position of the value, key or document examined last.
  var markedPosition: Position { position(of: mark) }

  /// The position of an earlier mark, with the current path.
  func position(of mark: Mark) -> Position { Position(line: mark.line, byteOffset: mark.offset, path: path) }

  /// The position of the cursor, inside a token.
  private var cursorPosition: Position { Position(line: source.line, byteOffset: source.offset, path: path) }

  func truncated() -> DetectionError {
    DetectionError(
      .truncated, "unexpected end of input in the middle of \(levels.isEmpty ? "a value" : "a response")",
      at: cursorPosition, remedy: "fetch or copy the complete file again")
  }

  /// A syntax error in the token examined last.
  func syntaxError(_ message: String, remedy: String = "provide the response as Rekognition returned it")
    -> DetectionError
  {
    DetectionError(.syntax, message, at: markedPosition, remedy: remedy)
  }

  func trailingComma() -> DetectionError {
    syntaxError("trailing comma before the end of an object or array", remedy: "remove the comma")
  }

  func tooDeep() -> DetectionError {
    DetectionError(
      .tooDeep, "objects and arrays are nested more than \(Self.maximumDepth) levels deep",
      at: markedPosition,
      remedy: "provide the response as Rekognition returned it")
  }

  func tooLong() -> DetectionError {
    DetectionError(
      .tooLong, "a string or number is longer than \(Self.longestText) bytes", at: markedPosition,
      remedy: "provide the response as Rekognition returned it")
  }

  func notUTF8() -> DetectionError {
    DetectionError(.encoding, "the text is not UTF-8", at: markedPosition, remedy: "save the file as UTF-8")
  }

  func badEscape() -> DetectionError {
    DetectionError(
      .syntax, "a backslash must be followed by one of \"\\/bfnrt or by u and four hexadecimal digits",
      at: cursorPosition, remedy: "write the file with a JSON library")
  }

  func loneSurrogate() -> DetectionError {
    DetectionError(
      .syntax, "unpaired surrogate in an escape sequence", at: cursorPosition,
      remedy: "write the file with a JSON library")
  }

  func controlCharacter(_ byte: UInt8) -> DetectionError {
    DetectionError(
      .syntax, "unescaped control character \(byte) in a string", at: cursorPosition,
      remedy: "write the file with a JSON library")
  }

  /// The number at the mark is not valid JSON.
  mutating func badNumber() throws(DetectionError) -> DetectionError {
    guard let byte = try source.peek() else { return truncated() }
    if byte == UInt8(ascii: "I") { return nonFiniteNumber("-Infinity") }
    return syntaxError("invalid JSON number", remedy: "write it as 0.5, -1 or 1e-3")
  }

  /// The token at the mark is not what was expected.
  mutating func unexpected(expected: String) throws(DetectionError) -> DetectionError {
    guard let byte = try source.peek() else { return truncated() }
    guard isLetter(byte) else {
      let found = isPlain(byte) && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
      return byte == UInt8(ascii: "\"")
        ? syntaxError("expected \(expected), found a string")
        : syntaxError("expected \(expected), found \(found)")
    }
    let word = try self.word()
    if word == "NaN" || word == "Infinity" { return nonFiniteNumber(word) }
    return syntaxError("expected \(expected), found \(word)")
  }

  /// The next value is valid JSON of the wrong type.
  mutating func mismatch(
    expected: String, code: DetectionError.Code = .wrongType
  ) throws(DetectionError) -> DetectionError {
    let kind = try peekKind()
    let position = markedPosition
    let found =
      switch kind {
      case .string: "\"\(try stringBody().prefix(40))\""
      case .boolean: try word()
      case .number: "the number \(try readNumber())"
      case .object, .array, .null: kind.rawValue
      }
    return DetectionError(
      code, "expected \(expected), found \(found)", at: position,
      remedy: "correct the value, or fetch the response again")
  }

  private func nonFiniteNumber(_ word: String) -> DetectionError {
    DetectionError(
      .nonFiniteNumber, "\(word) is not a valid JSON number", at: markedPosition,
      remedy:
        "write the file with numbers only (Python: json.dumps(…, allow_nan=False)) and correct the value")
  }

  /// The letters and digits at the cursor, at most 20.
  private mutating func word() throws(DetectionError) -> String {
    var word = ""
    while word.utf8.count < 20, let byte = try source.peek(), isLetter(byte) || isDigit(byte) {
      word.unicodeScalars.append(Unicode.Scalar(byte))
      source.index += 1
    }
    return word
  }
}
