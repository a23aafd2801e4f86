/// An element of an XML document with what is in it. Attributes are left out: AWS's answers need none.
public struct XMLElement: Sendable, Equatable {
  /// The name without a namespace's prefix.
  public var name: String
  /// The character data directly in it, all of it in one piece.
  public var text: String
  /// The elements directly in it, in their order.
  public var children: [XMLElement]

  /// Makes an element.
  public init(_ name: String, text: String = "", children: [XMLElement] = []) {
    self.name = name
    self.text = text
    self.children = children
  }

  /// The first child of a name.
  public subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// All children of a name.
  public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

/// A document that is no XML, or more than an answer of a service ever is.
public struct XMLError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, and in which line.
  public let description: String
}
