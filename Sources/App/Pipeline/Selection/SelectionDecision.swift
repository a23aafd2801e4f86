import Geometry
import Tracking

/// The decision of the selection rules on a redaction box.
struct SelectionDecision: Equatable, Sendable {
  /// Whether the box is redacted.
  var isHidden: Bool
  /// Indices of the `--only` rules that may match.
  var only: [Int]
  /// Indices of the `--except` rules that certainly match.
  var except: [Int]
}

extension Selection {
  /// The decision on a box of a frame that is displayed during `shown`.
  ///
  /// - Parameter isAnybody: whether the face may be another one than that of the track.
  func decision(
    on redactionBox: RedactionBox, shown: Range<MediaTime>, isAnybody: Bool = false
  ) -> SelectionDecision {
    let isAnybody = isAnybody || redactionBox.reason == .adjacentScene
    let only = self.only.indices.filter { index in
      (isAnybody && self.only[index].namesFaces) || self.only[index].mayMatch(redactionBox, shown: shown)
    }
    let except = self.except.indices.filter { index in
      !(isAnybody && self.except[index].namesFaces)
        && self.except[index].certainlyMatches(redactionBox, shown: shown)
    }
    let hasRules = !(self.only.isEmpty && self.except.isEmpty)
    let isExempt = hasRules && only.isEmpty && (self.except.isEmpty || !except.isEmpty)
    return SelectionDecision(isHidden: !isExempt, only: only, except: except)
  }
}

extension SelectionRule {
  /// Whether it selects faces by who they are, not by where they are.
  fileprivate var namesFaces: Bool {
    switch selector {
    case .tracks, .match: true
    case .all, .region: false
    }
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
