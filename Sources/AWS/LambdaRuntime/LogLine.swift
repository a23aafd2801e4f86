import FoundationEssentials

/// A line of a function's log. AWS Lambda filters JSON log lines by `timestamp` and `level` (AWS Lambda
/// Developer Guide, "Configuring advanced logging controls").
public struct LogLine: Sendable, Equatable {
  /// The log level.
  public enum Level: String, Sendable {
    case info = "INFO"
    case warning = "WARN"
    case error = "ERROR"
  }

  /// Additional fields of an event, in their order.
  public typealias Fields = KeyValuePairs<String, JSONValue>

  private let value: JSONValue

  public init(
    milliseconds: Int64, level: Level, requestID: String?, function: String, message: String,
    fields: Fields = [:]
  ) {
    var members = [
      JSONValue.Member("timestamp", .text(Self.text(milliseconds))),
      .init("level", .text(level.rawValue)),
    ]
    if let requestID { members.append(.init("requestId", .text(requestID))) }
    members += [.init("function", .text(function)), .init("message", .text(message))]
    if !fields.isEmpty { members.append(.init("fields", .object(fields.map(JSONValue.Member.init)))) }
    value = .object(members)
  }

  /// The line without a line feed.
  public var bytes: [UInt8] { value.bytes }

  /// Formats a time in milliseconds since 1970 as RFC 3339: `2026-11-21T12:00:00.123Z`.
  public static func text(_ milliseconds: Int64) -> String {
    // Computed with integers: Foundation truncates fractional seconds, which can be a millisecond too low.
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return "\(text.dropLast()).\(String(1000 + rest).dropFirst())Z"
  }
}
