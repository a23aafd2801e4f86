import Glibc

/// Where a function says what it does: a line of JSON for each event, as CloudWatch Logs reads them.
public struct Log: Sendable {
  /// The function.
  public var function: String
  /// The invocation; nil before the first.
  public var requestID: String?
  private let clock: WallClock
  private let write: @Sendable ([UInt8]) -> Void

  /// Makes a log that hands on whole lines.
  public init(
    function: String, clock: WallClock, write: @escaping @Sendable ([UInt8]) -> Void = Self.toOutput
  ) {
    self.function = function
    self.clock = clock
    self.write = write
  }

  /// Tells what happened.
  public func info(_ message: String, _ fields: LogLine.Fields = [:]) { add(.info, message, fields) }

  /// Tells of what somebody should look at.
  public func warning(_ message: String, _ fields: LogLine.Fields = [:]) { add(.warning, message, fields) }

  /// Tells what failed.
  public func error(_ message: String, _ fields: LogLine.Fields = [:]) { add(.error, message, fields) }

  /// Gives figures to CloudWatch.
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

  /// Writes to standard output, which Lambda reads; in one call, so that lines of several tasks do not mix.
  @Sendable public static func toOutput(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
