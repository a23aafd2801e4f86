/// An error in the input: its class, its position, the details and the remedy.
///
/// A box that cannot be read is a face that would stay visible, so nothing is guessed or skipped silently.
public struct DetectionError: Error, Sendable {
  /// The class of error, to switch on.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The input is not valid JSON (RFC 8259).
    case syntax
    /// A bare `NaN` or `Infinity`, as Python's `json.dumps` writes it; JSON has no such numbers.
    case nonFiniteNumber
    /// The text is not UTF-8.
    case encoding
    /// The input is compressed with gzip, zip, bzip2, xz or zstd.
    case compressed
    /// Objects and arrays are nested more than 128 levels deep.
    case tooDeep
    /// A string or a number is longer than 64 KiB.
    case tooLong
    /// A sample has more than a thousand boxes.
    case tooManyBoxes
    /// The input ends in the middle of a value.
    case truncated
    /// Reading the input failed; `cause` has the error.
    case unreadable
    /// The input contains no response.
    case empty
    /// A member has the wrong JSON type, or a value outside its range.
    case wrongType
    /// A `Timestamp` is missing, negative, fractional, not a number or too large.
    case timestamp
    /// A `BoundingBox` lacks a member, or a member is negative, huge or not a number.
    case boundingBox
    /// An entry that must have a box has none, so the detection could not be redacted.
    case missingBox
    /// A `Confidence` is not a number in 0...100.
    case confidence
    /// `JobStatus` is `IN_PROGRESS`.
    case jobInProgress
    /// `JobStatus` is `FAILED`.
    case jobFailed
    /// `JobStatus` is none of the three values that the API defines.
    case jobStatus
    /// The document is not a known response.
    case unknownShape
    /// The selected subject has no boxes: a label such as `Beach`, or segments of content moderation.
    case noBoxes
    /// The responses cannot contain the selected subject.
    case subjectNotHeld
    /// Pages of one input describe different videos.
    case metadataMismatch
    /// A page occurs twice.
    case repeatedPage
    /// The last page has a `NextToken`: pages are missing.
    case missingPages
    /// A value cannot be represented in the response format.
    case unwritable
  }

  public let code: Code
  /// What was expected and what was found, without the position.
  public let message: String
  /// The line of the offending value, counted from 1.
  public let line: Int
  /// The offset of the offending value in bytes.
  public let byteOffset: Int
  /// The field, such as `Faces[12].Face.BoundingBox.Width`; empty at the top level. Inside a value that the
  /// reader skips, it is the path of that value.
  public let path: String
  public let remedy: String
  /// The error of the source, with `Code.unreadable`.
  public let cause: (any Error)?

  init(_ code: Code, _ message: String, at position: Position, remedy: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message.printable
    self.line = position.line
    self.byteOffset = position.byteOffset
    self.path = position.path.printable
    self.remedy = remedy
    self.cause = cause
  }
}

extension DetectionError: CustomStringConvertible {
  /// Position and message: `line 812, byte 40312, Faces[33].Face.BoundingBox.Width: expected a number, found
  /// "abc"`.
  public var description: String {
    "line \(line), byte \(byteOffset)\(path.isEmpty ? "" : ", \(path)"): \(message)"
  }
}

extension String {
  /// The text with control characters replaced by U+FFFD: content of a file must not control the terminal or
  /// split a log line.
  fileprivate var printable: String {
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0 == "\u{7F}" ? "\u{FFFD}" : $0 }))
  }
}

/// The position of a value in the input.
struct Position: Hashable, Sendable {
  var line: Int
  var byteOffset: Int
  var path: String

  /// The position of a member that this object should have.
  func member(_ name: String) -> Position {
    Position(line: line, byteOffset: byteOffset, path: path.isEmpty ? name : "\(path).\(name)")
  }
}
