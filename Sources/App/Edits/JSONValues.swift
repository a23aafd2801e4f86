public import Geometry

extension MediaTime: Codable {
  /// Reads seconds.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let seconds = try container.decode(Double.self)
    guard (0...MediaTime.longest.seconds).contains(seconds) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
    }
    self.init(seconds: seconds)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}

extension Box: Codable {
  /// Reads `[left, top, width, height]`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let values = try container.decode([Double].self)
    guard values.count == 4, values[..<2].allSatisfy((-2...2).contains),
      values[2...].allSatisfy({ $0 > 0 && $0 <= 4 })
    else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a box") }
    self.init(left: values[0], top: values[1], width: values[2], height: values[3])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([left, top, width, height])
  }
}

/// A text or a list that is empty if its member is missing.
@propertyWrapper
public struct OrEmpty<Value: RangeReplaceableCollection & Codable & Sendable & Equatable>: Sendable,
  Equatable,
  Codable
{
  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws { wrappedValue = try Value(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension KeyedDecodingContainer {
  func decode<Value>(_ type: OrEmpty<Value>.Type, forKey key: Key) throws -> OrEmpty<Value> {
    OrEmpty(wrappedValue: try decodeIfPresent(Value.self, forKey: key) ?? Value())
  }
}
