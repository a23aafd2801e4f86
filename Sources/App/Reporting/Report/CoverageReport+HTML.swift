import Geometry

extension CoverageReport {
  /// The report as a self-contained HTML page, without scripts and external resources.
  public var html: String {
    ReportPage.html(
      title: "Coverage report: \(output.name)",
      body: [
        "<h1>Coverage report</h1>", introduction, review?.html ?? "", reviewItemList,
        "<h2>Redaction timeline</h2>", key, TimelineDrawing(coverage: coverage).svg, faceTable, copiedFrames,
        provenance,
      ])
  }

  private var introduction: String {
    return """
      <p>Frameveil made <b>\(Markup.escaped(output.name))</b> from \(Markup.escaped(input.name)) on \
      \(Markup.escaped(created.replacing("T", with: " ").replacing("Z", with: " UTC"))). A detector searched for \
      faces several times a second, and a tracker interpolated their positions on the frames in between. This \
      page lists what was redacted and what a reviewer should check.</p>
      \(verdict)
      \(effect)
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

  /// What hides the faces, and what was measured about it.
  private var effect: String {
    guard let effect = summary.effect else { return "" }
    let words = "Faces are hidden by <b>\(Markup.escaped(effect.name))</b>."
    return "<p>\(words) \(Markup.escaped(effect.measured ?? ""))</p>"
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

/// The style sheet of the report page, for screen and print.
public enum ReportStyle {
  public static let css = """
    :root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --soft: #555; --line: #e4e4e4; --rule: #ccc;
      --good: #f1f7f3; --bad: #fcf2f0; --box: #eee; --detected: #2c7a4b; --extended: #86b79a; --bridged: #d9a521;
      --lingering: #3d6fb6; --followed: #7b5ea7; --adjacent: #b0679b; --weak: #c2341d; --cut: #6b6b6b; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e8e8e8; --paper: #161616; --soft: #b0b0b0; --line: #333; --rule: #4a4a4a; --good: #17261d;
        --bad: #331a16; --box: #2a2a2a; --detected: #4fae77; --extended: #2f6b4b; --lingering: #6b9be0;
        --followed: #a78bd4; --adjacent: #d78dc2; --weak: #ff8a73; --cut: #9a9a9a; }
      a { color: #8ab4f8; }
    }
    body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper);
      margin: 0 auto; max-width: 66rem; padding: 1.5rem; }
    h1 { font-size: 1.5rem; margin: 0; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem; }
    p { max-width: 46rem; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; }
    thead th { color: var(--soft); font-weight: 600; }
    td, th { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    thead th { overflow-wrap: normal; }
    @media (max-width: 45rem) { .stacked thead { display: none; } .stacked tr, .stacked td, .stacked th { display: block; }
      .stacked tr { padding: .4rem; border-bottom: 1px solid var(--rule); }
      .stacked td, .stacked th { border: 0; padding: .1rem 0; overflow-wrap: break-word; }
      .stacked td:empty { display: none; } .stacked td::before { content: attr(data-head) ": "; color: var(--soft); } }
    .time { white-space: nowrap; }
    .narrow { width: auto; min-width: min(24rem, 100%); }
    .verdict { padding: .6rem .9rem; border-left: 5px solid var(--detected); background: var(--good); }
    .verdict.look { border-color: var(--weak); background: var(--bad); }
    tr.look { background: var(--bad); }
    .alarm { color: var(--weak); }
    .facts { display: flex; flex-wrap: wrap; gap: .3rem 2rem; padding: 0; list-style: none; }
    .facts b { font-size: 1.2rem; }
    .key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; list-style: none; font-size: .85rem; }
    .key i { display: inline-block; width: 1.2em; height: .7em; margin-right: .4em; }
    .face { width: 72px; height: 72px; object-fit: contain; background: var(--box); display: block; }
    .faces td { vertical-align: middle; }
    summary { cursor: pointer; }
    svg { width: 100%; height: auto; display: block; }
    svg text { font-size: 11px; fill: var(--soft); }
    .detected { fill: var(--detected); background: var(--detected); }
    .extended { fill: var(--extended); background: var(--extended); }
    .bridged { fill: var(--bridged); background: var(--bridged); }
    .followed { fill: var(--followed); background: var(--followed); }
    .adjacentScene { fill: var(--adjacent); background: var(--adjacent); }
    .lingering { fill: var(--lingering); background: var(--lingering); }
    .weak { fill: var(--weak); background: var(--weak); }
    .grid { stroke: var(--line); }
    .cut { stroke: var(--cut); stroke-dasharray: 3 3; }
    @media print { body { max-width: none; padding: 0; } tr, svg { break-inside: avoid; } }
    """
}
