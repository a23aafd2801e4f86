import Geometry

extension CoverageReport {
  /// The report as one page that needs nothing beside itself: no script, and no picture or style from elsewhere.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Coverage of \(Markup.escaped(output.name))</title>
    <style>
    \(ReportStyle.css)
    </style>
    </head>
    <body>
    <h1>What was hidden in this video</h1>
    \(introduction)
    \(weakSpotList)
    <h2>When each track is hidden</h2>
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
      <p>Frameveil made <b>\(Markup.escaped(output.name))</b> from \(Markup.escaped(input.name)) \
      on \(Markup.escaped(created.replacing("T", with: " ").replacing("Z", with: " UTC"))). A detector said a few times a second where faces are; Frameveil worked out \
      where they are on every frame, to hide them. This page shows what it hid and where a person should look.</p>
      \(verdict)
      <ul class="facts">
      <li><b>\(coverage.tracks.count)</b> people or faces followed (tracks)</li>
      <li><b>\(summary.framesWithFaces)</b> of \(summary.frames) frames with something hidden</li>
      <li><b>\(ReviewClock.text(coverage.end))</b> long</li>
      <li><b>\(interval)</b> between detections</li>
      <li><b>\(coverage.cuts.count)</b> scene cuts</li>
      </ul>
      <p>One person can be several tracks: whoever leaves and comes back is counted anew. Options name a track as \
      this page does: <code>--except track:3</code>.</p>
      """
  }

  /// The first thing to read: red, unless nothing stands out.
  private var verdict: String {
    let count = coverage.weakSpots.count
    let places = count == 1 ? "place" : "\(count) places"
    let look = "Before you share the result, look at the \(places) listed first. \(coverage.policy.words)"
    switch Verdict(summary) {
    case .nothingFound where coverage.tracks.isEmpty:
      return Self.red(
        "No face was found: nothing was hidden. Look at the video yourself before you share it.")
    case .nothingHidden:
      return Self.red("Nothing was hidden: all that was found was left visible by choice.")
    default:
      guard count == 0 else { return Self.red(look) }
      return
        "<p class=\"verdict\">Nothing stands out. Look at the result all the same before you share it.</p>"
    }
  }

  private static func red(_ words: String) -> String { "<p class=\"verdict look\">\(words)</p>" }

  private var interval: String {
    coverage.samplingInterval.map { Markup.number($0.seconds, decimals: 2) + " s" } ?? "unknown"
  }

  private var weakSpotList: String {
    guard !coverage.weakSpots.isEmpty else { return "" }
    let rows = coverage.weakSpots.map { spot in
      """
      <tr><td class="time">\(spot.start)</td><td class="time">\(spot.end)</td>\
      <td>\(Markup.escaped(spot.title))</td><td>\(Markup.escaped(spot.advice))</td></tr>
      """
    }
    return """
      <h2>Look here first</h2>
      <p>\(tally)</p>
      <table><thead><tr><th>from</th><th>to</th><th>what</th><th>what to look at</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  /// How many weak spots there are of each kind, where there are many.
  private var tally: String {
    let spots = coverage.weakSpots
    guard spots.count > 5 else { return "" }
    let kinds = ReviewItem.Kind.allCases.compactMap { kind in
      let found = spots.filter { $0.kind == kind }
      return found.first.map { "\(Markup.escaped($0.title.lowercased())): \(found.count)" }
    }
    return kinds.joined(separator: "; ")
  }

  private var key: String {
    let kinds = Stretch.Kind.allCases.map { "<li><i class=\"\($0.rawValue)\"></i>\($0.words)</li>" }
    return "<ul class=\"key\">\(kinds.joined())<li><i class=\"weak\"></i>look here</li>"
      + (coverage.cuts.isEmpty ? "" : "<li>dashed line: scene cut</li>") + "</ul>"
  }
}
