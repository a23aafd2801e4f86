/// A number of things in an event: whole, not negative, and small enough that going on from it never overflows.
@propertyWrapper
public struct Count: Codable, Sendable, Hashable {
  /// The number.
  public var wrappedValue: Int

  /// Six hours of a hundred faces, ten times a second, are 21.6 million; so many parts are still in memory as names.
  static let most = 100_000_000

  /// Takes a number that is reckoned here.
  public init(wrappedValue: Int) {
    self.wrappedValue = wrappedValue
  }

  /// Reads a number, and refuses one outside the bound.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Int.self)
    guard (0...Self.most).contains(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(value) is no number of things from 0 to \(Self.most)")
    }
    wrappedValue = value
  }

  /// Writes the number alone.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}
