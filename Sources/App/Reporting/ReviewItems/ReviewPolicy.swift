import Geometry

/// How a run handles faces that may be unredacted (`--on-weak`).
public enum ReviewPolicy: String, Sendable, CaseIterable {
  /// The last redaction box of a track that was lost away from the frame border is held for
  /// ``HoldOver/limit``, or ``HoldOver/doubtful``.
  case linger
  /// The whole frame is redacted during the hold-over, and in scenes without a sample.
  case hideFrame = "hide-frame"
  /// The run fails and publishes no output if there is any review item.
  case fail
  /// Review items are reported; nothing else is done.
  case accept

  /// A sentence for the report page.
  var displayText: String {
    let seconds = Markup.number(HoldOver.limit.seconds, decimals: 0)
    return switch self {
    case .linger:
      "Where a face was lost away from the frame border, its last redaction box was held for up to \(seconds) s, "
        + "or \(Markup.number(HoldOver.doubtful.seconds, decimals: 1)) s if it was never detected with a confidence of "
        + "\(Markup.number(HoldOver.likely, decimals: 0)) or more."
    case .hideFrame:
      "Where a face was lost away from the frame border, the whole frame was redacted for up to \(seconds) s, "
        + "or to the end of the video if it was lost after the last detection. Scenes without a sample were redacted "
        + "whole."
    case .fail: "With --on-weak fail, a run with any review item publishes no output."
    case .accept: "Lost faces were not held over (--on-weak accept)."
    }
  }
}

/// Thrown by a run with `--on-weak fail` that has review items.
public struct CoverageError: Error, CustomStringConvertible {
  /// The review items in order of time; never empty.
  public let weakSpots: [ReviewItem]

  /// Throws if the coverage has any review item.
  public static func check(_ coverage: Coverage) throws(CoverageError) {
    guard coverage.weakSpots.isEmpty else { throw CoverageError(weakSpots: coverage.weakSpots) }
  }

  /// One line for the run and one for each of the first ``maxLines`` review items.
  public var description: String {
    let items = weakSpots.count == 1 ? "1 review item" : "\(weakSpots.count) review items"
    var text = "\(items), and --on-weak fail was given: no output was published; "
    text += "check these times in the input, or choose another --on-weak policy"
    for item in weakSpots.prefix(Self.maxLines) {
      text += "\n  \(item.start) to \(item.end): \(item.advice)"
    }
    let rest = weakSpots.count - Self.maxLines
    return rest > 0 ? text + "\n  and \(rest) more" : text
  }

  private static let maxLines = 20
}
