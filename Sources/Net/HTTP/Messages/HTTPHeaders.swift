/// The header fields of a message, in order. Field names are case-insensitive (RFC 9110, section 5.1).
public struct HTTPHeaders: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    /// The name as sent.
    public var name: String
    /// The value without leading and trailing white space.
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public private(set) var fields: [Field]

  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The value of the first field with a name. Setting it replaces all fields with that name; nil removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { Self.equal($0.name, name) }?.value }
    set {
      fields.removeAll { Self.equal($0.name, name) }
      if let newValue { fields.append(Field(name, newValue)) }
    }
  }

  /// Appends a field; others with the same name are kept.
  public mutating func add(_ name: String, _ value: String) { fields.append(Field(name, value)) }

  /// The values of all fields with a name.
  public func all(_ name: String) -> [String] {
    fields.filter { Self.equal($0.name, name) }.map(\.value)
  }

  private static func equal(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8) { lower($0) == lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map(Field.init))
  }
}
