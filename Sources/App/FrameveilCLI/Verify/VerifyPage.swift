import Core
import Geometry
import Reporting

/// The findings of all videos of a run as a self-contained HTML page, without scripts and external resources.
struct VerifyPage {
  let videos: [VerifyFindings]

  var html: String {
    ReportPage.html(
      title: "Visible faces", style: "\n.face { width: 96px; height: 96px; }",
      body: ["<h1>Visible faces</h1>", Self.warning] + videos.map(section))
  }

  private static let warning = """
    <p>The pictures show faces that are visible in the videos. Keep this page as carefully as the originals. What is seen
    by one judge alone is often no face: look at it.</p>
    """

  private func section(_ findings: VerifyFindings) -> String {
    let lone = findings.lone ?? []
    let verdict =
      findings.visible.isEmpty
      ? "<p class=\"verdict\">No visible face on \(findings.frames) frames.</p>"
      : "<p class=\"verdict look\">\(findings.visible.count) visible, on \(findings.frames) frames.</p>"
    return """
      <h2>\(Markup.escaped(findings.output))</h2>
      \(verdict)
      \(findings.panel.map(Self.panel) ?? "")
      \(Self.table(findings.visible, title: "Visible"))
      \(Self.table(lone, title: "Seen by one judge alone"))
      """
  }

  private static func panel(_ panel: VerifyFindings.Panel) -> String {
    let rows = panel.judges.map { judge in
      Markup.row(
        judge.name,
        "\(judge.faces) faces on frames; family \(judge.family)\(judge.madeOutput ? ", used by the run itself" : "")"
      )
    }
    let estimate = Markup.escaped(panel.text.split(separator: "\n").last.map(String.init) ?? "")
    return "<table class=\"narrow\"><tbody>\n\(rows.joined())</tbody></table>\n<p>\(estimate)</p>"
  }

  private static func table(_ sightings: [VerifyFindings.Sighting], title: String) -> String {
    guard let first = sightings.first else { return "" }
    let tracks = first.tracks == nil ? "" : "<th>tracks</th>"
    return """
      <h3>\(title)</h3>
      <table class="faces"><thead><tr><th>picture</th><th>from</th><th>to</th><th>first frame</th><th>frames</th>\
      <th>pixels</th><th>seen by, on frames</th>\(tracks)</tr></thead><tbody>
      \(sightings.map(row).joined(separator: "\n"))
      </tbody></table>
      """
  }

  private static func row(_ sighting: VerifyFindings.Sighting) -> String {
    let image = sighting.crop.map {
      "<img class=\"face\" alt=\"a face\" src=\"data:image/jpeg;base64,\($0)\">"
    }
    return """
      <tr><td>\(image ?? "")</td><td class="time">\(MediaTime(seconds: sighting.start))</td>\
      <td class="time">\(MediaTime(seconds: sighting.end))</td><td>\(sighting.firstFrame)</td>\
      <td>\(sighting.frames)</td><td>\(sighting.pixels.width) x \(sighting.pixels.height)</td>\
      <td>\(Markup.escaped(sighting.seenBy ?? "the detector"))</td>\
      \(sighting.trackNames.map { "<td>\(Markup.escaped($0))</td>" } ?? "")</tr>
      """
  }
}
