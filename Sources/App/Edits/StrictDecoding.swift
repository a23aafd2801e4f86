import FoundationEssentials
import Geometry

/// A member that a document may have.
typealias Member = CodingKey & CaseIterable & RawRepresentable<String>

extension Decoder {
  /// The members of an object.
  ///
  /// - Throws: `DecodingError` for a member with another name: one that is not understood may hide something.
  func object<Key: Member>(_ key: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let known = Set(Key.allCases.map(\.rawValue))
    let all = try container(keyedBy: AnyMember.self).allKeys
    if let unknown = all.first(where: { !known.contains($0.stringValue) }) {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath + [unknown], debugDescription: "unknown member"))
    }
    return try container(keyedBy: key)
  }
}

private struct AnyMember: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
  /// Seconds.
  func time(_ key: Key) throws -> MediaTime {
    let seconds = try decode(Double.self, forKey: key)
    guard (0...MediaTime.longest.seconds).contains(seconds) else { throw invalid(key, "not a time") }
    return MediaTime(seconds: seconds)
  }

  /// Seconds; nil if the member is missing or null.
  func optionalTime(_ key: Key) throws -> MediaTime? {
    try decodeIfPresent(Double.self, forKey: key) == nil ? nil : try time(key)
  }

  /// `[left, top, width, height]`
  func box(_ key: Key) throws -> Box {
    let values = try decode([Double].self, forKey: key)
    guard values.count == 4, values[..<2].allSatisfy((-2...2).contains),
      values[2...].allSatisfy({ $0 > 0 && $0 <= 4 })
    else { throw invalid(key, "not a box") }
    return Box(left: values[0], top: values[1], width: values[2], height: values[3])
  }

  /// A text; empty if the member is missing.
  func text(_ key: Key) throws -> String { try decodeIfPresent(String.self, forKey: key) ?? "" }

  func invalid(_ key: Key, _ what: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: what))
  }
}

extension KeyedEncodingContainer {
  mutating func encode(_ time: MediaTime, _ key: Key) throws { try encode(time.seconds, forKey: key) }

  mutating func encode(_ time: MediaTime?, _ key: Key) throws {
    try encodeIfPresent(time?.seconds, forKey: key)
  }

  mutating func encode(_ box: Box, _ key: Key) throws {
    try encode([box.left, box.top, box.width, box.height], forKey: key)
  }
}
