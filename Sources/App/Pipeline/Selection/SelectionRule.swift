public import Geometry

/// A rule of `--only` or `--except`: a set of redaction boxes, and optionally a time span.
public struct SelectionRule: Hashable, Sendable {
  public enum Selector: Hashable, Sendable {
    /// All boxes.
    case all
    /// Boxes of tracks, by ``RedactionBox/track``.
    case tracks(Set<Int>)
    /// Boxes inside a polygon, in ratios of the displayed frame.
    case region(Polygon)
    /// Boxes of a matched face, by the bit of its mark.
    case match(bit: Int)
  }

  public var selector: Selector
  /// The time span; nil: always.
  public var span: ClosedRange<MediaTime>?
  /// The rule as the user wrote it.
  public var text: String

  public init(_ selector: Selector, during span: ClosedRange<MediaTime>? = nil, text: String) {
    self.selector = selector
    self.span = span
    self.text = text
  }
}

extension SelectionRule {
  /// Parses `track:3,7`, `region:0.1,0.2;0.5,0.2;0.5,0.9` or `time:12.5-0:00:20`. A track or region may be
  /// followed by `@` and a time span: `track:3@12.5-20`. Tracks are numbered from 1, as shown to users.
  public init(parsing text: String) throws(SelectionError) {
    var scanner = RuleScanner(text)
    let kind = scanner.take { $0 != ":" }
    guard scanner.skip(":") else { throw scanner.error("a colon", at: text.count) }
    var selector = Selector.all
    switch kind {
    case "track": selector = .tracks(try scanner.tracks())
    case "region": selector = .region(try scanner.region())
    case "time": break
    default: throw SelectionError(text, 0, "expected track, region or time, found '\(kind)'")
    }
    let hasSpan = kind == "time" || scanner.skip("@")
    let span = hasSpan ? try scanner.span() : nil
    guard scanner.isAtEnd else { throw scanner.error(hasSpan ? "the end" : "',', ';', '@' or the end") }
    self.init(selector, during: span, text: text)
  }
}

/// A syntax error in a selection rule.
public struct SelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule, the character position from 1, and the error.
  public let description: String

  init(_ text: String, _ offset: Int, _ message: String) {
    description = "'\(text)', character \(offset + 1): \(message)"
  }
}

/// A scanner over the characters of a rule.
private struct RuleScanner {
  private let text: String
  private var rest: Substring

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  var isAtEnd: Bool { rest.isEmpty }
  private var offset: Int { text.count - rest.count }

  mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  mutating func take(while isWanted: (Character) -> Bool) -> Substring {
    let taken = rest.prefix(while: isWanted)
    rest = rest.dropFirst(taken.count)
    return taken
  }

  func error(_ expected: String, at offset: Int? = nil) -> SelectionError {
    let offset = offset ?? self.offset
    let found = offset < text.count ? "'\(text.dropFirst(offset).prefix(12))'" : "the end"
    return SelectionError(text, offset, "expected \(expected), found \(found)")
  }

  mutating func tracks() throws(SelectionError) -> Set<Int> {
    var tracks: Set<Int> = []
    repeat {
      let start = offset
      guard let number = Int(take { $0.isASCII && $0.isNumber }), number > 0 else {
        throw error("a track number, from 1", at: start)
      }
      tracks.insert(number - 1)
    } while skip(",")
    return tracks
  }

  mutating func region() throws(SelectionError) -> Polygon {
    let start = offset
    var vertices: [SIMD2<Double>] = []
    repeat {
      let x = try ratio()
      guard skip(",") else { throw error("',' and a y coordinate") }
      vertices.append(SIMD2(x, try ratio()))
    } while skip(";")
    guard let region = Polygon(vertices) else {
      throw error("three or more vertices that enclose an area", at: start)
    }
    return region
  }

  private mutating func ratio() throws(SelectionError) -> Double {
    let start = offset
    let number = take { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
    guard let value = Double(number), (-1...2).contains(value) else {
      throw error("a ratio of the frame size, from -1 to 2", at: start)
    }
    return value
  }

  mutating func span() throws(SelectionError) -> ClosedRange<MediaTime> {
    let start = offset
    let from = try instant()
    guard skip("-") else { throw error("'-' and a time") }
    let end = try instant()
    guard from < end else { throw error("a start time before the end time", at: start) }
    return from...end
  }

  private mutating func instant() throws(SelectionError) -> MediaTime {
    let start = offset
    guard let time = MediaTime(parsing: take { $0.isASCII && ($0.isNumber || ":.".contains($0)) }) else {
      throw error("a time, such as 12.5 or 0:01:02", at: start)
    }
    return time
  }
}
