/// A figure for CloudWatch.
public struct Metric: Sendable, Equatable {
  /// CloudWatch's units, as far as they are needed.
  public enum Unit: String, Sendable {
    case count = "Count"
    case countPerSecond = "Count/Second"
    case bytes = "Bytes"
    case seconds = "Seconds"
  }

  /// Its name.
  public var name: String
  /// Its unit.
  public var unit: Unit
  /// Its value.
  public var value: Double

  /// Makes a figure.
  public init(_ name: String, _ unit: Unit, _ value: Double) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}

/// Figures as a log line out of which CloudWatch makes metrics (Amazon CloudWatch User Guide, "Specification:
/// Embedded metric format"). The namespace is `Frameveil`, the dimension `Function`.
public struct MetricRecord: Sendable, Equatable {
  /// The namespace of all metrics.
  public static let namespace = "Frameveil"

  private let value: JSONValue

  /// Makes a record of an instant in milliseconds since 1970.
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

  /// The line without its end.
  public var bytes: [UInt8] { value.bytes }
}
