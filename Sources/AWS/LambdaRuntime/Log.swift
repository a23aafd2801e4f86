import FoundationEssentials
import Glibc

/// The structured log of a function: one line of JSON per event, for CloudWatch Logs.
public struct Log: Sendable {
  public var function: String
  /// The request ID of the current invocation; nil before the first.
  public var requestID: String?
  /// Whether only errors are written.
  public var isQuiet = false
  private let clock: WallClock
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameter write: receives complete lines with their line feed.
  public init(
    function: String, clock: WallClock, write: @escaping @Sendable ([UInt8]) -> Void = Self.toStandardOutput
  ) {
    self.function = function
    self.clock = clock
    self.write = write
  }

  public func info(_ message: String, _ fields: LogLine.Fields = [:]) { add(.info, message, fields) }

  public func warning(_ message: String, _ fields: LogLine.Fields = [:]) { add(.warning, message, fields) }

  public func error(_ message: String, _ fields: LogLine.Fields = [:]) { add(.error, message, fields) }

  /// Writes metrics in the embedded metric format.
  public func metrics(_ metrics: [Metric]) {
    guard !isQuiet else { return }
    let record = MetricRecord(
      milliseconds: clock.now(), function: function, requestID: requestID, metrics: metrics)
    write(record.bytes + [UInt8(ascii: "\n")])
  }

  private func add(_ level: LogLine.Level, _ message: String, _ fields: LogLine.Fields) {
    guard !isQuiet || level == .error else { return }
    let line = LogLine(
      milliseconds: clock.now(), level: level, requestID: requestID, function: function, message: message,
      fields: fields)
    write(line.bytes + [UInt8(ascii: "\n")])
  }

  /// Writes to standard output, which Lambda forwards to CloudWatch Logs. A line is written in one call, so
  /// that lines of concurrent tasks do not interleave.
  @Sendable public static func toStandardOutput(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}

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

/// A CloudWatch metric value.
public struct Metric: Sendable, Equatable {
  /// The CloudWatch units in use.
  public enum Unit: String, Sendable {
    case count = "Count"
    case countPerSecond = "Count/Second"
    case bytes = "Bytes"
    case seconds = "Seconds"
  }

  public var name: String
  public var unit: Unit
  public var value: Double

  public init(_ name: String, _ unit: Unit, _ value: Double) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}

/// A log line from which CloudWatch extracts metrics (Amazon CloudWatch User Guide, "Specification: Embedded
/// metric format"). The namespace is `Frameveil`, the dimension `Function`.
public struct MetricRecord: Sendable, Equatable {
  public static let namespace = "Frameveil"

  private let value: JSONValue

  /// - Parameter milliseconds: the time, in milliseconds since 1970.
  public init(milliseconds: Int64, function: String, requestID: String?, metrics: [Metric]) {
    let definitions = metrics.map { metric -> JSONValue in
      ["Name": .text(metric.name), "Unit": .text(metric.unit.rawValue)]
    }
    let directive: JSONValue = [
      "Namespace": .text(Self.namespace), "Dimensions": [["Function"]], "Metrics": .list(definitions),
    ]
    var members: [JSONValue.Member] = [
      .init("_aws", ["Timestamp": .whole(Int(milliseconds)), "CloudWatchMetrics": [directive]]),
      .init("Function", .text(function)),
    ]
    if let requestID { members.append(.init("requestId", .text(requestID))) }
    value = .object(members + metrics.map { .init($0.name, .number($0.value)) })
  }

  /// The line without a line feed.
  public var bytes: [UInt8] { value.bytes }
}
