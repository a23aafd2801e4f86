import Core

/// A type of number that an option can take.
protocol OptionNumber: Sendable, Comparable, LosslessStringConvertible {
  /// What the option takes, for messages.
  static var words: String { get }
}

extension Int: OptionNumber {
  static let words = "a whole number"
}

extension Double: OptionNumber {
  static let words = "a number"
}

extension CommandOption where Value: OptionNumber {
  /// An option that takes a number in a range.
  ///
  /// - Parameter help: the range and the default are appended.
  init(_ name: String, _ value: String, _ range: ClosedRange<Value>, default standard: Value, _ help: String)
  {
    let usage = OptionUsage(
      name: name, value: value, description: help, range: range.words, standard: standard.shortText)
    self.init(usage) { texts in
      try texts.first.map { try range.number($0, of: name) } ?? standard
    }
  }
}

extension CommandOption {
  /// An option that takes a number in a range, and whose default depends on other things.
  ///
  /// - Parameters:
  ///   - standard: the default in words.
  ///   - help: the range and the default are appended.
  init<Number: OptionNumber>(
    _ name: String, _ value: String, _ range: ClosedRange<Number>, default standard: String, _ help: String
  ) where Value == Number? {
    let usage = OptionUsage(
      name: name, value: value, description: help, range: range.words, standard: standard)
    self.init(usage) { texts in
      try texts.first.map { try range.number($0, of: name) }
    }
  }
}

extension ClosedRange where Bound: OptionNumber {
  /// `0.5 to 2`
  fileprivate var words: String { "\(lowerBound.shortText) to \(upperBound.shortText)" }

  /// The number of a text.
  ///
  /// - Throws: `UsageError` if the text is no number in the range.
  fileprivate func number(_ text: String, of option: String) throws(UsageError) -> Bound {
    guard let number = Bound(text), contains(number) else {
      throw UsageError(
        "\(option) takes \(Bound.words) from \(lowerBound.shortText) to \(upperBound.shortText), not '\(text)'"
      )
    }
    return number
  }
}

extension OptionNumber {
  /// The number without a fraction that is zero.
  fileprivate var shortText: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
