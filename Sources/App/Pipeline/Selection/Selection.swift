import Core
public import Detections
import Geometry
import Reporting

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
      .invalidInput, "--add", "the box '\(unmet.label)' from \(unmet.span) matches no frame of the video",
      remedy: "correct its times, or pass --allow-mismatch to skip this check")
  }
}
