public import Geometry
import Tracking

/// What a user names to have it hidden, or left visible: whose covers, and when.
public struct SelectionRule: Hashable, Sendable {
  /// Whose covers.
  public enum Selector: Hashable, Sendable {
    /// Everyone's.
    case all
    /// Those of tracks, by ``RedactionBox/track``.
    case tracks(Set<Int>)
    /// Those of faces in a part of the picture.
    case region(Polygon)
    /// Those of a face that was matched by name, by the bit of its mark.
    case match(bit: Int)
  }

  /// Whose covers.
  public var selector: Selector
  /// When; nil: always.
  public var span: ClosedRange<MediaTime>?
  /// How the user wrote it.
  public var text: String

  /// Makes a rule.
  public init(_ selector: Selector, during span: ClosedRange<MediaTime>? = nil, text: String) {
    self.selector = selector
    self.span = span
    self.text = text
  }

  /// Whether a cover may be meant, on a frame that is shown for a time: doubt counts as yes.
  func mayMean(_ redactionBox: RedactionBox, shown: Range<MediaTime>) -> Bool {
    if let span, shown.lowerBound > span.upperBound || shown.upperBound <= span.lowerBound { return false }
    switch selector {
    case .all: return true
    case .tracks(let tracks): return tracks.contains(redactionBox.track)
    case .region(let region):
      return redactionBox.isSeen ? region.contains(redactionBox.box.center) : region.touches(redactionBox.box)
    case .match(let bit): return redactionBox.trackMarks & 1 << UInt32(bit) != 0
    }
  }

  /// Whether a cover is meant for sure: doubt counts as no.
  func surelyMeans(_ redactionBox: RedactionBox, shown: Range<MediaTime>) -> Bool {
    if let span, shown.lowerBound < span.lowerBound || shown.upperBound > span.upperBound { return false }
    switch selector {
    case .all: return true
    case .tracks(let tracks): return tracks.contains(redactionBox.track)
    case .region(let region):
      return redactionBox.isSeen
        ? region.contains(redactionBox.box.center) : region.contains(redactionBox.box)
    case .match(let bit): return redactionBox.isSeen && redactionBox.marks & 1 << UInt32(bit) != 0
    }
  }
}

extension RedactionBox {
  /// Whether samples that follow each other tell where the face is; elsewhere its centre is a guess.
  fileprivate var isSeen: Bool { reason == .sample || reason == .between }
}
