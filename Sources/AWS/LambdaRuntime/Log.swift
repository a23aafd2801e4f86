import Glibc

/// The structured log of a function: one line of JSON per event, for CloudWatch Logs.
public struct Log: Sendable {
  public var function: String
  /// The request ID of the current invocation; nil before the first.
  public var requestID: String?
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
    let record = MetricRecord(
      milliseconds: clock.now(), function: function, requestID: requestID, metrics: metrics)
    write(record.bytes + [UInt8(ascii: "\n")])
  }

  private func add(_ level: LogLine.Level, _ message: String, _ fields: LogLine.Fields) {
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
