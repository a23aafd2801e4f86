import Core
import Geometry

extension JobReport {
  /// The report as a self-contained HTML page, without scripts and external resources. It links the reports on the files.
  public var html: String {
    ReportPage.html(
      title: "Job report",
      body: ["<h1>Job report</h1>", introduction, fileTable, digestTable, excludedTable, settingTable])
  }

  /// The files that somebody was to process, without those that are no inputs.
  private var inputs: [Entry] { entries.filter { $0.outcome != .excluded } }

  private var introduction: String {
    let totals = totals
    let facts =
      [(totals.done, "files redacted")] + (totals.skipped > 0 ? [(totals.skipped, "redacted before")] : [])
      + (totals.failed > 0 ? [(totals.failed, "failed")] : [])
      + [(totals.people, "people tracked"), (totals.weakSpots, "weak spots")]
      + (totals.visible.map { [($0, "faces visible to <code>--verify</code>")] } ?? [])
    let minutes = "<li><b>\(Markup.number(totals.videoSeconds / 60))</b> minutes of video</li>"
    return """
      <p>Frameveil finished this job on \
      \(Markup.escaped(created.replacing("T", with: " ").replacing("Z", with: " UTC"))). Each file has a report of its \
      own, which lists what was redacted and what a reviewer should check.</p>
      \(verdict)
      <ul class="facts">
      \(facts.map { "<li><b>\($0.0)</b> \($0.1)</li>" }.joined(separator: "\n"))
      \(minutes)
      </ul>
      <p>One person can have several tracks: a person who leaves the frame and returns is counted again.</p>
      """
  }

  private var verdict: String {
    let count = inputs.filter(\.needsAttention).count
    guard count > 0 else {
      return
        "<p class=\"verdict\">No file has a weak spot. Watch the outputs nevertheless before you share them.</p>"
    }
    let files = count == 1 ? "1 file needs" : "\(count) files need"
    return "<p class=\"verdict look\">\(files) attention before anything is shared: those marked below.</p>"
  }

  private var fileTable: String {
    let isChecked = inputs.contains { $0.check != nil }
    let heads =
      ["file", "result", "people", "duration", "weak spots"] + (isChecked ? ["visible faces"] : []) + [
        "signed"
      ]
    let rows = inputs.map { entry in
      let cells =
        [Self.link(entry), Self.result(entry)] + Self.figures(entry)
        + (isChecked ? [entry.check.map(Self.words) ?? ""] : []) + [Self.signed(entry)]
      return "<tr\(entry.needsAttention ? " class=\"look\"" : "")>"
        + "<th scope=\"row\">\(cells[0])</th>"
        + zip(heads, cells).dropFirst().map { "<td data-head=\"\($0)\">\($1)</td>" }.joined() + "</tr>"
    }
    return """
      <h2>Files</h2>
      <table class="stacked"><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private static func link(_ entry: Entry) -> String {
    let name = Markup.escaped(entry.input)
    return entry.report.map { "<a href=\"\(Markup.escaped(path($0)))\">\(name)</a>" } ?? name
  }

  /// A relative path as a URL: its bytes are percent-encoded, but those that no URL gives a meaning to.
  private static func path(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    return "./"
      + text.utf8.map { byte in
        guard !plain.contains(byte) else { return String(Unicode.Scalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" + digits : digits)
      }.joined()
  }

  private static func result(_ entry: Entry) -> String {
    switch entry.outcome {
    case .failed: return red("failed: \(Markup.escaped(entry.reason ?? ""))")
    case .excluded: return Markup.escaped(entry.reason ?? "")
    case .done, .skipped:
      let before = entry.outcome == .skipped ? " before" : ""
      guard let figures = entry.figures else { return red("redacted\(before), without a report") }
      return switch figures.verdict {
      case Verdict.nothingFound.rawValue: red("no face was found, nothing was redacted")
      case Verdict.nothingHidden.rawValue: red("nothing was redacted: the rules left all visible")
      default: "redacted\(before)"
      }
    }
  }

  private static func figures(_ entry: Entry) -> [String] {
    guard let figures = entry.figures else { return ["", "", ""] }
    let duration =
      figures.videoSeconds > 0 ? ReviewClock.text(MediaTime(seconds: figures.videoSeconds)) : "still image"
    return [
      "\(figures.people)", "<span class=\"time\">\(duration)</span>",
      figures.weakSpots > 0 ? red("\(figures.weakSpots)") : "0",
    ]
  }

  /// Who signed, when.
  private static func signed(_ entry: Entry) -> String {
    guard let review = entry.figures?.review else { return entry.figures == nil ? "" : "not reviewed" }
    guard let signature = review.signature else {
      return review.isRequired ? red("review required") : "not signed"
    }
    let time = signature.at.replacing("T", with: " ").replacing("Z", with: " UTC")
    return "\(Markup.escaped(signature.name)), \(Markup.escaped(time))"
  }

  private static func words(_ check: Check) -> String {
    if let failure = check.failure { return red("not checked: \(Markup.escaped(failure))") }
    return check.visible == 0 ? "none" : red("\(check.visible), on \(check.framesWithFaces) frames")
  }

  private static func red(_ text: String) -> String { "<strong class=\"alarm\">\(text)</strong>" }

  private var digestTable: String {
    let rows = inputs.compactMap(\.figures).flatMap { [$0.input, $0.output] }.map { file in
      "<tr><th scope=\"row\">\(Markup.escaped(file.name))</th><td>\(file.bytes.map { "\($0)" } ?? "")</td>"
        + "<td><code>\(Markup.escaped(file.sha256 ?? ""))</code></td></tr>"
    }
    guard !rows.isEmpty else { return "" }
    return """
      <h2>Digests</h2>
      <table><thead><tr><th scope="col">file</th><th scope="col">bytes</th><th scope="col">SHA-256</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private var excludedTable: String {
    let rows = entries.filter { $0.outcome == .excluded }.map { Markup.row($0.input, $0.reason ?? "") }
    guard !rows.isEmpty else { return "" }
    return "<h2>Skipped</h2>\n<table class=\"narrow\"><tbody>\n\(rows.joined())</tbody></table>"
  }

  private var settingTable: String {
    let rows = (settings + versions).map { Markup.row($0.name, "\($0.value)") }
    return "<h2>Options and versions</h2>\n<table class=\"narrow\"><tbody>\n\(rows.joined())</tbody></table>"
  }
}
