/// A setting of a run, or a fact about it: a name and what it was.
public struct Setting: Sendable, Equatable {
  /// What a setting can be.
  public enum Value: Sendable, Equatable {
    /// A number.
    case number(Double)
    /// A word or a list.
    case text(String)
    /// Whether a switch is set.
    case flag(Bool)
  }

  /// Its name: an option's, without dashes.
  public var name: String
  /// What it was.
  public var value: Value

  /// Makes a setting.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

extension Setting.Value: Encodable {
  /// Writes the bare value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    }
  }
}

extension Setting.Value: CustomStringConvertible {
  /// The value as people write it.
  public var description: String {
    switch self {
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let value): value
    case .flag(let value): value ? "yes" : "no"
    }
  }
}
