/// A timestamp or a duration of media, in whole nanoseconds.
///
/// Inside Frameveil, timestamps count from the first displayed frame, which is 0. Timestamps of containers,
/// GStreamer's segments and Rekognition's milliseconds are converted where they enter, and nowhere else.
public struct MediaTime: Hashable, Comparable, Sendable {
  /// Negative before the first displayed frame.
  public var nanoseconds: Int64

  public static let zero = MediaTime(nanoseconds: 0)

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The maximum time from any input: 1,000,000 hours, a hundred times longer than any recording.
  ///
  /// Times in containers, responses and options are converted by the failable initializers, and are unknown
  /// or rejected beyond this. Int64 holds twice as much, so two such times can be added and subtracted
  /// exactly.
  public static let longest = MediaTime(nanoseconds: 3_600_000_000_000_000_000)

  /// Converts ticks of `numerator / denominator` seconds each, rounded to the nearest nanosecond.
  ///
  /// Returns nil beyond ``longest``, and if the unit is not positive.
  public init?(ticks: Int64, numerator: Int64, denominator: Int64) {
    guard numerator > 0, denominator > 0 else { return nil }
    // The product of two 64-bit factors fits 128 bits. If the third factor overflows, the result exceeds 2^64
    // ns for any denominator.
    let (product, overflow) = (Int128(ticks) * Int128(numerator)).multipliedReportingOverflow(
      by: 1_000_000_000)
    guard !overflow else { return nil }
    let (whole, rest) = product.quotientAndRemainder(dividingBy: Int128(denominator))
    let roundsAway = rest.magnitude >= UInt128(denominator) - rest.magnitude
    let rounded = roundsAway ? whole + rest.signum() : whole
    guard rounded.magnitude <= UInt128(Self.longest.nanoseconds) else { return nil }
    nanoseconds = Int64(rounded)
  }

  /// Converts integer milliseconds, the unit of Rekognition's `Timestamp`; nil beyond ``longest``.
  public init?(milliseconds: Int64) {
    self.init(ticks: milliseconds, numerator: 1, denominator: 1000)
  }

  /// Rounds seconds to the nearest nanosecond and clamps them to ``longest``; NaN is 0.
  public init(seconds: Double) {
    let bound = Self.longest.seconds
    nanoseconds = seconds.isNaN ? 0 : Int64((min(max(seconds, -bound), bound) * 1e9).rounded())
  }

  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (lhs: MediaTime, rhs: MediaTime) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// Saturates, since some timestamps stand for the end of time.
  public static func + (lhs: MediaTime, rhs: MediaTime) -> MediaTime {
    let (sum, overflow) = lhs.nanoseconds.addingReportingOverflow(rhs.nanoseconds)
    return MediaTime(nanoseconds: overflow ? (rhs < .zero ? .min : .max) : sum)
  }

  /// Saturates.
  public static func - (lhs: MediaTime, rhs: MediaTime) -> MediaTime {
    let (difference, overflow) = lhs.nanoseconds.subtractingReportingOverflow(rhs.nanoseconds)
    return MediaTime(nanoseconds: overflow ? (rhs < .zero ? .max : .min) : difference)
  }

  /// Saturates.
  public static func * (lhs: MediaTime, rhs: Int64) -> MediaTime {
    let (product, overflow) = lhs.nanoseconds.multipliedReportingOverflow(by: rhs)
    return MediaTime(nanoseconds: overflow ? ((lhs < .zero) == (rhs < 0) ? .max : .min) : product)
  }
}

extension MediaTime: CustomStringConvertible {
  /// Hours, minutes, seconds and milliseconds: `0:01:02.345`.
  public var description: String {
    let milliseconds = (nanoseconds.magnitude + 500_000) / 1_000_000
    let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let padded = { (value: UInt64, width: Int) in
      String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
    }
    return (nanoseconds < 0 ? "-" : "")
      + "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2)).\(padded(fraction, 3))"
  }
}

extension MediaTime {
  /// Parses seconds, minutes and seconds, or hours, minutes and seconds: `12.5`, `1:02`, `0:01:02.345`.
  /// Returns nil for anything else, and if minutes or seconds after a colon are 60 or more.
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

  /// Digits with an optional fraction; Double also parses `nan` and hexadecimal numbers.
  private static func seconds(_ text: some StringProtocol) -> Double? {
    let isNumeric = text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    guard isNumeric, text.first != ".", text.last != ".", let value = Double(String(text)), value < 1e9
    else { return nil }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

/// A frame rate as an exact ratio, so that timestamps do not drift.
public struct FrameRate: Hashable, Sendable {
  private let frames: Int64
  private let seconds: Int64

  /// The valid rates, in frames per second.
  public static let range = 0.01...1000.0

  /// Parses `30`, `29.97` (2997/100) or `30000/1001`: up to nine digits per number.
  ///
  /// Returns nil for anything else and for rates outside ``range``.
  public init?(parsing text: String) {
    let ratio = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let decimal = ratio[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard decimal.count == 1 || ratio.count == 1 else { return nil }
    guard decimal.allSatisfy({ Self.whole($0) != nil }), let frames = Self.whole(decimal.joined()) else {
      return nil
    }
    let fractionDigits = decimal.count == 2 ? decimal[1].count : 0
    let scale = (0..<fractionDigits).reduce(Int64(1)) { power, _ in power * 10 }
    guard let seconds = ratio.count == 2 ? Self.whole(ratio[1]) : scale, seconds > 0 else { return nil }
    guard Self.range.contains(Double(frames) / Double(seconds)) else { return nil }
    self.frames = frames
    self.seconds = seconds
  }

  /// The timestamp of a frame counted from 0: exact, then rounded down to whole nanoseconds as in containers,
  /// and clamped to the range of `MediaTime`.
  public func time(ofFrame index: Int) -> MediaTime {
    let nanoseconds = Int128(index) * Int128(seconds) * 1_000_000_000 / Int128(frames)
    return MediaTime(nanoseconds: Int64(clamping: nanoseconds))
  }

  private static func whole(_ digits: some StringProtocol) -> Int64? {
    guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(digits)
  }
}
