import FoundationEssentials

/// An event of a function's log. `timestamp` and `level` have the names and values by which AWS Lambda filters
/// lines that a function writes as JSON (AWS Lambda Developer Guide, "Configuring advanced logging controls").
public struct LogLine: Sendable, Equatable {
  /// How much it matters.
  public enum Level: String, Sendable {
    case info = "INFO"
    case warning = "WARN"
    case error = "ERROR"
  }

  /// What belongs to an event, in its order.
  public typealias Fields = KeyValuePairs<String, JSONValue>

  private let value: JSONValue

  /// Makes a line.
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

  /// The line without its end.
  public var bytes: [UInt8] { value.bytes }

  /// An instant as RFC 3339 writes it: `2026-11-21T12:00:00.123Z`.
  public static func text(_ milliseconds: Int64) -> String {
    // Put together out of whole numbers: Foundation's fractions of a second are cut down a millisecond too far.
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    return "\(text.dropLast()).\(String(1000 + rest).dropFirst())Z"
  }
}
