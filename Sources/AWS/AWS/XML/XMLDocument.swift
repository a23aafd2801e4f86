import CExpat

extension XMLElement {
  /// Reads a document and gives its root.
  ///
  /// Documents with a DTD are refused, so there are no entities but the five of XML itself and none that grow.
  /// So are those nested deeper than `depthLimit`, and those of more than `elementLimit` elements: an element takes ten
  /// times the memory of its four bytes, and AWS lists a thousand things of a dozen members at once. Expat reads.
  public init(
    parsing bytes: [UInt8], depthLimit: Int = 64, elementLimit: Int = 100_000
  ) throws(XMLError) {
    guard let count = Int32(exactly: bytes.count) else {
      throw XMLError(description: "it has \(bytes.count) bytes")
    }
    guard let parser = XML_ParserCreate(nil) else {
      throw XMLError(description: "no memory for an XML parser")
    }
    defer { XML_ParserFree(parser) }
    let building = Building(parser: parser, depthLimit: depthLimit, elementLimit: elementLimit)
    building.listen()
    let status = bytes.withUnsafeBytes { bytes in
      XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count, 1)
    }
    guard status == XML_STATUS_OK, let root = building.root else {
      let reason = building.refusal ?? XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
      let line = XML_GetCurrentLineNumber(parser)
      throw XMLError(description: "line \(line): \(reason ?? "there is no element")")
    }
    self = root
  }
}

/// The elements that are open while a document is read.
private final class Building {
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

  /// Expat calls back within `XML_Parse` only, while its caller keeps this object alive.
  func listen() {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser, { data, name, _ in Building.of(data)?.begin(name) }, { data, _ in Building.of(data)?.end() })
    XML_SetCharacterDataHandler(parser) { data, text, count in Building.of(data)?.add(text, Int(count)) }
    XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in Building.of(data)?.refuse("it has a DTD") }
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> Building? {
    data.map { Unmanaged<Building>.fromOpaque($0).takeUnretainedValue() }
  }

  private func begin(_ name: UnsafePointer<CChar>?) {
    guard refusal == nil else { return }
    guard open.count < depthLimit else { return refuse("it is nested too deeply") }
    guard elementsLeft > 0 else { return refuse("it has too many elements") }
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
