public import Geometry
import Tracking

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

  /// Whether the rule may match a box on a frame displayed during `shown`; uncertainty counts as a match.
  func mayMatch(_ redactionBox: RedactionBox, shown: Range<MediaTime>) -> Bool {
    if let span, shown.lowerBound > span.upperBound || shown.upperBound <= span.lowerBound { return false }
    switch selector {
    case .all: return true
    case .tracks(let tracks): return tracks.contains(redactionBox.track)
    case .region(let region):
      return redactionBox.isObserved
        ? region.contains(redactionBox.box.center) : region.touches(redactionBox.box)
    case .match(let bit): return redactionBox.trackMarks & 1 << UInt32(bit) != 0
    }
  }

  /// Whether the rule certainly matches a box; uncertainty counts as no match.
  func certainlyMatches(_ redactionBox: RedactionBox, shown: Range<MediaTime>) -> Bool {
    if let span, shown.lowerBound < span.lowerBound || shown.upperBound > span.upperBound { return false }
    switch selector {
    case .all: return true
    case .tracks(let tracks): return tracks.contains(redactionBox.track)
    case .region(let region):
      return redactionBox.isObserved
        ? region.contains(redactionBox.box.center) : region.contains(redactionBox.box)
    case .match(let bit): return redactionBox.isObserved && redactionBox.marks & 1 << UInt32(bit) != 0
    }
  }
}

extension RedactionBox {
  /// Whether adjacent samples determine the position; otherwise the centre is a guess.
  fileprivate var isObserved: Bool { reason == .sample || reason == .between }
}
