public import Detections
import Geometry
import Reporting
import Tracking

/// What a user chooses to hide out of what was found, and what he adds.
///
/// Without rules everything is hidden. With `only`, what may be meant by one of these is hidden; with `except`, all
/// but what one of these surely means. With both, a face is left visible only where both leave it so. What is added
/// is always hidden.
public struct Selection: Sendable {
  /// What alone is to be hidden.
  public var only: [SelectionRule] = []
  /// What is to be left visible.
  public var except: [SelectionRule] = []
  /// Boxes that people drew.
  public var added: [ManualBox] = []

  /// A choice that hides all.
  public init() {}

  /// Whether anything can be left visible or added.
  public var isEmpty: Bool { only.isEmpty && except.isEmpty && added.isEmpty }

  /// The greatest track that a rule names.
  public var greatestTrack: Int? {
    (only + except).compactMap { rule in
      guard case .tracks(let tracks) = rule.selector else { return nil }
      return tracks.max()
    }.max()
  }

  /// A record of this choice, of nothing yet.
  var record: SelectionRecord {
    SelectionRecord(
      rules: only.map { .init(kind: "only", text: $0.text) }
        + except.map { .init(kind: "except", text: $0.text) },
      added: added.map { .init(label: $0.label, span: "\($0.span.lowerBound) to \($0.span.upperBound)") })
  }

  /// Whether a cover is hidden, and which rules mean it.
  func verdict(on redactionBox: RedactionBox, shown: Range<MediaTime>) -> SelectionDecision {
    let only = self.only.indices.filter { self.only[$0].mayMean(redactionBox, shown: shown) }
    let except = self.except.indices.filter { self.except[$0].surelyMeans(redactionBox, shown: shown) }
    let hasRules = !(self.only.isEmpty && self.except.isEmpty)
    let isLeft = hasRules && only.isEmpty && (self.except.isEmpty || !except.isEmpty)
    return SelectionDecision(isHidden: !isLeft, only: only, except: except)
  }
}
