/// An instant or a span of media time, in whole nanoseconds.
///
/// Inside Frameveil an instant counts from the first displayed frame, which is 0. Containers,
/// GStreamer's segments and Rekognition's milliseconds are converted where they enter, and nowhere else.
public struct MediaTime: Hashable, Comparable, Sendable {
  /// Nanoseconds; negative before the first displayed frame.
  public var nanoseconds: Int64

  /// The first displayed frame.
  public static let zero = MediaTime(nanoseconds: 0)

  /// Makes a time of whole nanoseconds.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Makes a time of whole milliseconds, the unit of Rekognition's `Timestamp`.
  ///
  /// Returns nil when the nanoseconds do not fit Int64 (292 years).
  public init?(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return nil }
    nanoseconds = product
  }

  /// Makes a time of seconds, rounded to the nearest nanosecond; non-finite or huge values trap.
  public init(seconds: Double) {
    nanoseconds = Int64((seconds * 1e9).rounded())
  }

  /// The same time in seconds.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Orders by nanoseconds.
  public static func < (lhs: MediaTime, rhs: MediaTime) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// The sum of an instant and a span, or of two spans.
  public static func + (lhs: MediaTime, rhs: MediaTime) -> MediaTime {
    MediaTime(nanoseconds: lhs.nanoseconds + rhs.nanoseconds)
  }

  /// The span from `rhs` to `lhs`.
  public static func - (lhs: MediaTime, rhs: MediaTime) -> MediaTime {
    MediaTime(nanoseconds: lhs.nanoseconds - rhs.nanoseconds)
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
