import CExpat

/// An element of an XML document. Attributes are dropped; AWS responses do not need them.
public struct XMLElement: Sendable, Equatable {
  /// The name without its namespace prefix.
  public var name: String
  /// The concatenated character data directly in the element.
  public var text: String
  /// The child elements in document order.
  public var children: [XMLElement]

  public init(_ name: String, text: String = "", children: [XMLElement] = []) {
    self.name = name
    self.text = text
    self.children = children
  }

  public subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

/// A document that is not well-formed XML, has a DTD, or exceeds a limit.
public struct XMLError: Error, Sendable, CustomStringConvertible {
  /// The line and what is wrong there.
  public let description: String
}

extension XMLElement {
  /// Parses a document with Expat and returns its root element.
  ///
  /// Rejects documents with a DTD, which rules out entity expansion attacks: only the five predefined
  /// entities remain. Also rejects documents nested deeper than `depthLimit` or with more than `elementLimit`
  /// elements. An element takes ten times the memory of the four bytes it needs in the document; AWS lists at
  /// most a thousand items of a dozen members in one response.
  public init(
    parsing bytes: [UInt8], depthLimit: Int = 64, elementLimit: Int = 100_000
  ) throws(XMLError) {
    guard let count = Int32(exactly: bytes.count) else {
      throw XMLError(description: "the document is too large: \(bytes.count) bytes")
    }
    guard let parser = XML_ParserCreate(nil) else {
      throw XMLError(description: "cannot allocate an XML parser")
    }
    defer { XML_ParserFree(parser) }
    let builder = TreeBuilder(parser: parser, depthLimit: depthLimit, elementLimit: elementLimit)
    builder.register()
    let status = bytes.withUnsafeBytes { bytes in
      XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count, 1)
    }
    guard status == XML_STATUS_OK, let root = builder.root else {
      let reason = builder.refusal ?? XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
      let line = XML_GetCurrentLineNumber(parser)
      throw XMLError(description: "line \(line): \(reason ?? "no element found")")
    }
    self = root
  }
}

/// Builds the tree from Expat's events.
private final class TreeBuilder {
  private let parser: XML_Parser
  private let depthLimit: Int
  private var elementsLeft: Int
  private var open: [XMLElement] = []
  private(set) var root: XMLElement?
  private(set) var refusal: String?

  init(parser: XML_Parser, depthLimit: Int, elementLimit: Int) {
    self.parser = parser
    self.depthLimit = depthLimit
    elementsLeft = elementLimit
  }

  /// Registers the handlers. Expat calls them only within `XML_Parse`, during which the caller keeps this
  /// object alive, so the pointer need not be retained.
  func register() {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser, { data, name, _ in TreeBuilder.of(data)?.begin(name) },
      { data, _ in TreeBuilder.of(data)?.end() })
    XML_SetCharacterDataHandler(parser) { data, text, count in TreeBuilder.of(data)?.add(text, Int(count)) }
    XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
      TreeBuilder.of(data)?.refuse("the document has a DTD, which is not allowed")
    }
  }

  /// Valid within `XML_Parse` only, see `register`.
  private static func of(_ data: UnsafeMutableRawPointer?) -> TreeBuilder? {
    data.map { Unmanaged<TreeBuilder>.fromOpaque($0).takeUnretainedValue() }
  }

  private func begin(_ name: UnsafePointer<CChar>?) {
    guard refusal == nil else { return }
    guard open.count < depthLimit else { return refuse("elements are nested too deeply") }
    guard elementsLeft > 0 else { return refuse("too many elements") }
    elementsLeft -= 1
    let name = name.map { String(cString: $0) } ?? ""
    open.append(XMLElement(name.split(separator: ":").last.map(String.init) ?? name))
  }

  private func end() {
    guard refusal == nil, let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private func add(_ text: UnsafePointer<CChar>?, _ count: Int) {
    guard refusal == nil, !open.isEmpty else { return }
    text?.withMemoryRebound(to: UInt8.self, capacity: count) { text in
      open[open.count - 1].text += String(
        decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }
  }

  private func refuse(_ reason: String) {
    refusal = reason
    XML_StopParser(parser, XML_Bool(0))
  }
}
