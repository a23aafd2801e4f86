extension MediaTime {
  /// Reads seconds, minutes and seconds, or hours, minutes and seconds: `12.5`, `1:02`, `0:01:02.345`. Nil where the
  /// text is another, or minutes or seconds after a colon are 60 or more.
  public init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let last = parts.last, let seconds = Self.seconds(last) else {
      return nil
    }
    var whole = 0
    for part in parts.dropLast() {
      guard part.utf8.allSatisfy(Self.isDigit), part.utf8.count <= 6, let number = Int(part) else {
        return nil
      }
      whole = whole * 60 + number
    }
    let minutes = parts.dropLast().last.flatMap { Int($0) } ?? 0
    guard parts.count == 1 || seconds < 60, parts.count < 3 || minutes < 60 else { return nil }
    self.init(seconds: Double(whole * 60) + seconds)
  }

  /// Digits, with a fraction or without; Double takes more, such as `nan` and hexadecimal.
  private static func seconds(_ text: some StringProtocol) -> Double? {
    let isNumeric = text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    guard isNumeric, text.first != ".", text.last != ".", let value = Double(String(text)), value < 1e9
    else { return nil }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
