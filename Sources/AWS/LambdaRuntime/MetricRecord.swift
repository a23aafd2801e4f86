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
