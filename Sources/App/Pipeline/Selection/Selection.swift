import Core
public import Detections
public import Edits
import Geometry
public import Reporting

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
  /// The manual boxes (`--add`), and those of the edits.
  public var added: [ManualBox] = []
  /// A reviewer's edits (`--edits`), which decide instead of rules; nil if there are none.
  public private(set) var edits: Edits?

  /// A selection without rules: everything is redacted.
  public init() {}

  /// Whether there are no rules and no manual boxes.
  public var isEmpty: Bool { only.isEmpty && except.isEmpty && added.isEmpty && edits == nil }

  /// Takes over a reviewer's edits: decisions on tracks, and boxes.
  public mutating func apply(_ edits: Edits) {
    self.edits = edits
    added += edits.boxes.compactMap { box in
      ManualBox(
        label: box.label.isEmpty ? box.id : box.label,
        keyframes: box.keyframes.map { .init(time: $0.time, box: $0.box) })
    }
  }

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

  /// Rejects looks at weak spots that this run does not have: they were at another run.
  func checkLooks(_ coverage: Coverage) throws {
    guard let edits else { return }
    let looks = edits.looks.filter { $0.kind != WeakSpotLook.visibleFace }
    let isKnown = { (look: WeakSpotLook) in coverage.weakSpots.contains { $0.wasLookedAt(by: look) } }
    guard let look = looks.first(where: { !isKnown($0) }) else { return }
    throw UserError(
      .invalidInput, "the edits",
      "the look at the weak spot \(look.kind) at \(look.start) is about none of this run",
      remedy: "the edits were made for another run: open them with 'frameveil review', and look again")
  }

  /// Rejects selection rules that match nothing: they were written for another video or other options, and
  /// the tracks they do match may be other faces.
  func check(against summary: BlurSummary, allowsMismatch: Bool) throws {
    if let track = maxTrack, track >= summary.tracks {
      throw UserError(
        .invalidInput, "track:\(track + 1)", "there is no such track; this run has \(summary.tracks)",
        remedy: "use the track numbers of a run with the same detections and options")
    }
    guard !allowsMismatch, let unmet = summary.choice?.added.first(where: { $0.frames == 0 }) else {
      return
    }
    throw UserError(
      .invalidInput, edits == nil ? "--add" : "the edits",
      "the box '\(unmet.label)' from \(unmet.span) matches no frame of the video",
      remedy: "correct its times, or pass --allow-mismatch to skip this check")
  }
}

extension ReviewItem {
  /// Whether a look is at this weak spot.
  public func wasLookedAt(by look: WeakSpotLook) -> Bool {
    look.matches(kind.rawValue, from: start, to: end, track: track.map { $0 + 1 })
  }
}
