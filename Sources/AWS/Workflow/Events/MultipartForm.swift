/// A form as `multipart/form-data` (RFC 7578; RFC 2046, section 5.1).
struct MultipartForm {
  struct Part {
    /// The name of the form's field.
    var name: String
    /// Whether the part is a file: it has a file name or a media type of its own that is not text.
    var isFile: Bool
    var content: ArraySlice<UInt8>
  }

  let parts: [Part]

  /// A form with more is not one of pictures.
  static let maxParts = 32
  /// The header of one part.
  static let maxHeaderBytes = 4096

  /// - Parameter boundary: the parameter of `Content-Type`.
  /// - Throws: `HTTPFailure` for a body that does not follow the specification, or ends before its last boundary.
  init(_ body: [UInt8], boundary: String) throws(HTTPFailure) {
    guard Self.isBoundary(boundary) else { throw Self.malformed("has an invalid boundary") }
    let delimiter = Self.lineEnd + Array("--\(boundary)".utf8)
    var parts: [Part] = []
    var place = try Self.afterFirst(delimiter, in: body)
    while !body[place...].starts(with: Self.dashes) {
      guard parts.count < Self.maxParts else { throw Self.malformed("has more than \(Self.maxParts) parts") }
      let header = try Self.lineAfterDelimiter(in: body, at: place)
      let end = Self.lineEnd + Self.lineEnd
      guard !body[header...].starts(with: Self.lineEnd),
        let headerEnd = Self.first(
          end, in: body[..<min(body.endIndex, header + Self.maxHeaderBytes)], from: header)
      else { throw Self.malformed("has a part without a header, or with one that is too long") }
      let content = headerEnd + end.count
      // The line end before the boundary may be the one that ends the header: then the part is empty.
      guard let next = Self.first(delimiter, in: body[...], from: content - Self.lineEnd.count) else {
        throw Self.malformed("ends before its last boundary")
      }
      parts.append(try Self.part(body[header..<headerEnd], body[min(content, next)..<next]))
      place = next + delimiter.count
    }
    self.parts = parts
  }

  /// `bchars`, and no space at the end.
  private static func isBoundary(_ boundary: String) -> Bool {
    let others = Set("'()+_,-./:=? ".utf8)
    return (1...70).contains(boundary.utf8.count) && boundary.utf8.last != UInt8(ascii: " ")
      && boundary.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: others.contains(byte)
        }
      }
  }

  /// The place after the first boundary, which begins the body or a line after a preamble.
  private static func afterFirst(_ delimiter: [UInt8], in body: [UInt8]) throws(HTTPFailure) -> Int {
    let bare = delimiter.dropFirst(lineEnd.count)
    if body.starts(with: bare) { return bare.count }
    guard let start = first(delimiter, in: body[...], from: 0) else {
      throw malformed("does not contain its boundary")
    }
    return start + delimiter.count
  }

  /// The start of the line after a boundary, behind which spaces may stand.
  private static func lineAfterDelimiter(in body: [UInt8], at place: Int) throws(HTTPFailure) -> Int {
    var place = place
    while place < body.endIndex, body[place] == UInt8(ascii: " ") || body[place] == UInt8(ascii: "\t") {
      place += 1
    }
    guard body[place...].starts(with: lineEnd) else { throw malformed("has text behind a boundary") }
    return place + lineEnd.count
  }

  private static func part(_ header: ArraySlice<UInt8>, _ content: ArraySlice<UInt8>) throws(HTTPFailure)
    -> Part
  {
    var fields: [String: String] = [:]
    for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { throw malformed("has a header line without a colon") }
      fields[line[..<colon].lowercased()] = String(line[line.index(after: colon)...])
    }
    guard let disposition = fields["content-disposition"].flatMap(HeaderValue.init),
      disposition.value == "form-data", let name = disposition.parameters["name"]
    else { throw malformed("has a part without Content-Disposition: form-data and a name") }
    let encoding = fields["content-transfer-encoding"].flatMap(HeaderValue.init)?.value ?? "binary"
    guard ["binary", "8bit", "7bit"].contains(encoding) else {
      throw malformed("has the Content-Transfer-Encoding \(encoding), which RFC 7578 deprecates")
    }
    let type = fields["content-type"].flatMap(HeaderValue.init)?.value ?? "text/plain"
    let isFile =
      disposition.parameters["filename"] != nil || disposition.parameters["filename*"] != nil
      || !type.hasPrefix("text/")
    return Part(name: name, isFile: isFile, content: content)
  }

  /// The first occurrence of `pattern` that lies in `bytes` and begins at `start` or later.
  private static func first(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard let head = pattern.first else { return nil }
    var place = start
    while place + pattern.count <= bytes.endIndex {
      guard let found = bytes[place...(bytes.endIndex - pattern.count)].firstIndex(of: head) else {
        return nil
      }
      if bytes[found...].starts(with: pattern) { return found }
      place = found + 1
    }
    return nil
  }

  private static let lineEnd = Array("\r\n".utf8)
  private static let dashes = Array("--".utf8)

  private static func malformed(_ what: String) -> HTTPFailure {
    .badRequest("InvalidMultipart", "the multipart/form-data body \(what) (RFC 7578)")
  }
}
