/// When an invocation ends: AWS Lambda stops the process then, without a word to it.
public struct Deadline: Sendable, Equatable {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// Takes Lambda's own value.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Seconds from an instant (milliseconds since 1970) until then; negative when it has passed.
  public func seconds(from now: Int64) -> Double { (Double(milliseconds) - Double(now)) / 1000 }

  /// The seconds out of `seconds` that are kept for ending in order: throwing away a half result, answering.
  public static func reserve(of seconds: Double) -> Double { min(5, max(0, seconds / 10)) }
}
