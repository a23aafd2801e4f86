import Geometry

extension CoverageReport {
  /// The report as a self-contained HTML page, without scripts and external resources.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Coverage report: \(Markup.escaped(output.name))</title>
    <style>
    \(ReportStyle.css)
    </style>
    </head>
    <body>
    <h1>Coverage report</h1>
    \(introduction)
    \(reviewItemList)
    <h2>Redaction timeline</h2>
    \(key)
    \(TimelineDrawing(coverage: coverage).svg)
    \(faceTable)
    \(provenance)
    </body>
    </html>

    """
  }

  private var introduction: String {
    return """
      <p>Frameveil made <b>\(Markup.escaped(output.name))</b> from \(Markup.escaped(input.name)) on \
      \(Markup.escaped(created.replacing("T", with: " ").replacing("Z", with: " UTC"))). A detector searched for \
      faces several times a second, and a tracker interpolated their positions on the frames in between. This \
      page lists what was redacted and what a reviewer should check.</p>
      \(verdict)
      <ul class="facts">
      <li><b>\(coverage.tracks.count)</b> tracks</li>
      <li><b>\(summary.framesWithFaces)</b> of \(summary.frames) frames with redactions</li>
      <li><b>\(ReviewClock.text(coverage.end))</b> duration</li>
      <li><b>\(interval)</b> sampling interval</li>
      <li><b>\(coverage.cuts.count)</b> scene cuts</li>
      </ul>
      <p>One person can have several tracks: a person who leaves the frame and returns gets a new track. Options \
      refer to tracks by the names on this page: <code>--except track:3</code>.</p>
      """
  }

  /// The overall verdict, highlighted unless there is nothing to review.
  private var verdict: String {
    let count = coverage.weakSpots.count
    let items = count == 1 ? "review item" : "\(count) review items"
    let review = "Before you share the output, check the \(items) below. \(coverage.policy.displayText)"
    switch Verdict(summary) {
    case .nothingFound where coverage.tracks.isEmpty:
      return Self.red(
        "No face was found: nothing was redacted. Review the video yourself before you share it.")
    case .nothingHidden:
      return Self.red("Nothing was redacted: the selection rules left everything that was found visible.")
    default:
      guard count == 0 else { return Self.red(review) }
      return
        "<p class=\"verdict\">There are no review items. Watch the output nevertheless before you share it.</p>"
    }
  }

  private static func red(_ displayText: String) -> String { "<p class=\"verdict look\">\(displayText)</p>" }

  private var interval: String {
    coverage.samplingInterval.map { Markup.number($0.seconds, decimals: 2) + " s" } ?? "unknown"
  }

  private var reviewItemList: String {
    guard !coverage.weakSpots.isEmpty else { return "" }
    let rows = coverage.weakSpots.map { item in
      """
      <tr><td class="time">\(item.start)</td><td class="time">\(item.end)</td>\
      <td>\(Markup.escaped(item.title))</td><td>\(Markup.escaped(item.advice))</td></tr>
      """
    }
    return """
      <h2>Review items</h2>
      <p>\(countsByKind)</p>
      <table><thead><tr><th>from</th><th>to</th><th>issue</th><th>what to check</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  /// The number of review items of each kind; empty for up to five items.
  private var countsByKind: String {
    let items = coverage.weakSpots
    guard items.count > 5 else { return "" }
    let kinds = ReviewItem.Kind.allCases.compactMap { kind in
      let found = items.filter { $0.kind == kind }
      return found.first.map { "\(Markup.escaped($0.title.lowercased())): \(found.count)" }
    }
    return kinds.joined(separator: "; ")
  }

  private var key: String {
    let kinds = CoverageSpan.Kind.allCases.map {
      "<li><i class=\"\($0.rawValue)\"></i>\($0.displayText)</li>"
    }
    return "<ul class=\"key\">\(kinds.joined())<li><i class=\"weak\"></i>review item</li>"
      + (coverage.cuts.isEmpty ? "" : "<li>dashed line: scene cut</li>") + "</ul>"
  }
}
