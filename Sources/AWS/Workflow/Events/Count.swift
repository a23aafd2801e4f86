/// A non-negative integer in an event, bounded so that arithmetic with it cannot overflow.
@propertyWrapper
public struct Count: Codable, Sendable, Hashable {
  public var wrappedValue: Int

  /// The upper bound. Six hours of a hundred faces at ten detections a second are 21.6 million.
  static let most = 100_000_000

  public init(wrappedValue: Int) {
    self.wrappedValue = wrappedValue
  }

  /// Throws `DecodingError` for a value outside 0...`most`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Int.self)
    guard (0...Self.most).contains(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(value) is not an integer from 0 to \(Self.most)")
    }
    wrappedValue = value
  }

  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}
