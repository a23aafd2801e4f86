/// The fields of a message's head in their order; names are compared without regard to case (RFC 9110,
/// section 5.1).
public struct HTTPHeaders: Sendable, Equatable {
  /// A field of the head.
  public struct Field: Sendable, Equatable {
    /// The name as it was written.
    public var name: String
    /// The value without white space around it.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// All fields.
  public private(set) var fields: [Field]

  /// Takes fields as they are.
  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The first field of a name; setting it replaces all of that name, and nil removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { Self.equal($0.name, name) }?.value }
    set {
      fields.removeAll { Self.equal($0.name, name) }
      if let newValue { fields.append(Field(name, newValue)) }
    }
  }

  /// Adds a field and keeps others of its name.
  public mutating func add(_ name: String, _ value: String) { fields.append(Field(name, value)) }

  /// All values of a name.
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
  /// Takes fields in the order written.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map(Field.init))
  }
}
