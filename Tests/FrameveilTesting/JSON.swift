import FoundationEssentials

/// Any JSON value.
public enum JSON: Sendable, Equatable, Codable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// Bytes in the format of Tests/Stack/s3-judge.
  public static func bytes(_ bytes: some Sequence<UInt8>) -> JSON {
    ["base64": .string(Data(bytes).base64EncodedString())]
  }

  /// A member of an object; null if there is none.
  public subscript(_ name: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members[name] ?? .null
  }

  /// An element of an array; null if there is none.
  public subscript(_ index: Int) -> JSON { elements.indices.contains(index) ? elements[index] : .null }

  /// The elements of an array; empty for other values.
  public var elements: [JSON] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// A string; nil for other values.
  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// A number; nil for other values.
  public var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// An integer; nil for other values.
  public var int: Int? {
    guard case .integer(let number) = self else { return nil }
    return number
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object([String: JSON](elements) { _, last in last })
  }
  public init(nilLiteral: ()) { self = .null }
}
