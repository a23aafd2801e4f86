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
