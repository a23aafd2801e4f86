/// Why an answer was refused: what class of fault, where, what exactly, and what to do about it.
///
/// Boxes that cannot be read are faces that would get through, so every doubt ends here and not in a guess.
public struct DetectionError: Error, Sendable {
  /// The class of fault, to switch on.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The bytes are not JSON (RFC 8259).
    case syntax
    /// A bare `NaN` or `Infinity`, as Python's `json.dumps` writes; JSON has no such numbers.
    case nonFiniteNumber
    /// The text is not UTF-8.
    case encoding
    /// The bytes are those of gzip, zip, bzip2, xz or zstd.
    case compressed
    /// Objects and arrays nest deeper than 128.
    case tooDeep
    /// A text or a number has more than 64 KiB.
    case tooLong
    /// An instant has more than a thousand boxes.
    case tooManyBoxes
    /// The input ends in the middle of a value.
    case truncated
    /// The source of the bytes failed; `cause` says how.
    case unreadable
    /// The input holds no answer at all.
    case empty
    /// A member has the wrong JSON type, or a value outside its range.
    case wrongType
    /// A `Timestamp` is missing, negative, fractional, not a number or too large.
    case timestamp
    /// A `BoundingBox` lacks a member, or a member is negative, huge or not a number.
    case boundingBox
    /// An entry that must have a box has none: something that could not be hidden.
    case missingBox
    /// A `Confidence` is not a number of 0...100.
    case confidence
    /// `JobStatus` is `IN_PROGRESS`.
    case jobInProgress
    /// `JobStatus` is `FAILED`.
    case jobFailed
    /// `JobStatus` is none of the three that the API knows.
    case jobStatus
    /// The document is none of the known answers.
    case unknownShape
    /// What was chosen is told without boxes: a label such as `Beach`, or segments of moderated content.
    case noBoxes
    /// What was chosen to be hidden is nothing that these answers can hold.
    case subjectNotHeld
    /// Pages of one set describe different videos.
    case metadataMismatch
    /// A page is there twice.
    case repeatedPage
    /// The last page has a `NextToken`: pages are missing.
    case missingPages
    /// A value that is to be written cannot be expressed in the answer's shape.
    case unwritable
  }

  /// The class of fault.
  public let code: Code
  /// What was expected and what was found, without the place.
  public let message: String
  /// The line of the offending value, counted from 1.
  public let line: Int
  /// The bytes before the offending value.
  public let byteOffset: Int
  /// The field, such as `Faces[12].Face.BoundingBox.Width`; empty at the top. Inside a value that the reader
  /// does not interpret it names that value.
  public let path: String
  /// What to do about it.
  public let remedy: String
  /// The failure of the source, with `Code.unreadable`.
  public let cause: (any Error)?

  init(_ code: Code, _ message: String, at place: Place, remedy: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message.printable
    self.line = place.line
    self.byteOffset = place.byteOffset
    self.path = place.path.printable
    self.remedy = remedy
    self.cause = cause
  }
}

extension DetectionError: CustomStringConvertible {
  /// Place and message: `line 812, byte 40312, Faces[33].Face.BoundingBox.Width: expected a number, found "abc"`.
  public var description: String {
    "line \(line), byte \(byteOffset)\(path.isEmpty ? "" : ", \(path)"): \(message)"
  }
}

extension String {
  /// The text with control characters made visible: what a file holds must not steer a terminal or split a log line.
  fileprivate var printable: String {
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0 == "\u{7F}" ? "\u{FFFD}" : $0 }))
  }
}

/// Where a value stands in the input.
struct Place: Hashable, Sendable {
  var line: Int
  var byteOffset: Int
  var path: String

  /// The place of a member that the object here ought to have.
  func member(_ name: String) -> Place {
    Place(line: line, byteOffset: byteOffset, path: path.isEmpty ? name : "\(path).\(name)")
  }
}
