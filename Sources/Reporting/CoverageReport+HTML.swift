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
    <h2>When each face is hidden</h2>
    \(key)
    \(TimelineDrawing(coverage: coverage).svg)
    \(faceTable)
    \(provenance)
    </body>
    </html>

    """
  }

  private var introduction: String {
    let count = coverage.weakSpots.count
    let verdict =
      count == 0
      ? "<p class=\"verdict\">Nothing stands out. Look at the result all the same before you share it.</p>"
      : "<p class=\"verdict look\">Before you share the result, look at the "
        + "\(count == 1 ? "place" : "\(count) places") listed first. \(coverage.policy.words)</p>"
    return """
      <p>Frameveil made <b>\(Markup.escaped(output.name))</b> from \(Markup.escaped(input.name)) \
      on \(Markup.escaped(created.replacing("T", with: " ").replacing("Z", with: " UTC"))). A detector said a few times a second where faces are; Frameveil worked out \
      where they are on every frame and hid them. This page shows what it hid and where a person should look.</p>
      \(verdict)
      <ul class="facts">
      <li><b>\(coverage.tracks.count)</b> faces followed</li>
      <li><b>\(summary.framesWithFaces)</b> of \(summary.frames) frames with something hidden</li>
      <li><b>\(ReviewClock.text(coverage.end))</b> long</li>
      <li><b>\(interval)</b> between detections</li>
      <li><b>\(coverage.cuts.count)</b> scene cuts</li>
      </ul>
      <p>One person can be several "faces" here: whoever leaves and comes back is counted anew.</p>
      """
  }

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
    let kinds = WeakSpot.Kind.allCases.compactMap { kind in
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
