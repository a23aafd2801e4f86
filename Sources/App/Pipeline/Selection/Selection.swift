import Core
public import Detections
import Geometry
import Media
import Reporting
import Tracking

/// The selection rules and manual boxes of a run.
///
/// Without rules all faces are redacted. With `only`, faces that may match one of its rules are redacted;
/// with `except`, all faces but those that certainly match one of its rules. With both, a face is left
/// visible only if both leave it visible. Manual boxes are always redacted.
public struct Selection: Sendable {
  /// The `--only` rules.
  public var only: [SelectionRule] = []
  /// The `--except` rules.
  public var except: [SelectionRule] = []
  /// The manual boxes (`--add`).
  public var added: [ManualBox] = []

  /// A selection without rules: everything is redacted.
  public init() {}

  /// Whether there are no rules and no manual boxes.
  public var isEmpty: Bool { only.isEmpty && except.isEmpty && added.isEmpty }

  /// The largest track number (from 0) in the rules.
  public var maxTrack: Int? {
    (only + except).compactMap { rule in
      guard case .tracks(let tracks) = rule.selector else { return nil }
      return tracks.max()
    }.max()
  }

  /// An empty record for these rules.
  var record: SelectionRecord {
    SelectionRecord(
      rules: only.map { .init(kind: "only", text: $0.text) }
        + except.map { .init(kind: "except", text: $0.text) },
      added: added.map { .init(label: $0.label, span: "\($0.span.lowerBound) to \($0.span.upperBound)") })
  }

  /// The decision on a box of a frame that is displayed during `shown`.
  func decision(on redactionBox: RedactionBox, shown: Range<MediaTime>) -> SelectionDecision {
    let only = self.only.indices.filter { self.only[$0].mayMatch(redactionBox, shown: shown) }
    let except = self.except.indices.filter { self.except[$0].certainlyMatches(redactionBox, shown: shown) }
    let hasRules = !(self.only.isEmpty && self.except.isEmpty)
    let isExempt = hasRules && only.isEmpty && (self.except.isEmpty || !except.isEmpty)
    return SelectionDecision(isHidden: !isExempt, only: only, except: except)
  }
}

/// Applies the selection rules to frames in order, and records their effect.
struct FaceSelector: Sendable {
  private let selection: Selection
  private(set) var record: SelectionRecord

  init(_ selection: Selection) {
    self.selection = selection
    record = selection.record
  }

  /// Divides the boxes of a frame into redacted and visible ones, and adds the manual boxes. A damaged frame
  /// is redacted completely, since its content is unknown.
  mutating func choose(_ redactionBoxes: [RedactionBox], on frame: Frame) -> SelectedBoxes {
    let shown = frame.time..<(frame.time + max(Self.instant, frame.duration ?? .zero))
    let decisions = redactionBoxes.map { selection.decision(on: $0, shown: shown) }
    let added = selection.added.map { $0.box(while: shown) }
    record.note(redactionBoxes, decisions, added: added.map { $0 != nil })
    return SelectedBoxes(
      hidden: zip(redactionBoxes, decisions).filter { $1.isHidden }.map(\.0),
      leftVisible: zip(redactionBoxes, decisions).filter { !$1.isHidden }.map(\.0),
      added: added.compactMap { $0 },
      isWhole: frame.isDamaged)
  }

  private static let instant = MediaTime(nanoseconds: 1)
}

/// The boxes of a frame after selection.
struct SelectedBoxes: Sendable {
  /// Detected boxes that are redacted.
  var hidden: [RedactionBox]
  /// Detected boxes that are left visible.
  var leftVisible: [RedactionBox]
  /// Manual boxes.
  var added: [Box]

  /// Whether the whole frame is redacted.
  var isWhole = false

  /// All redacted boxes.
  var boxes: [Box] { isWhole ? [.picture] : hidden.map(\.box) + added }
}
