import Core
import Geometry

extension CoverageReport {
  /// A row for each track, with its thumbnail after redaction.
  var faceTable: String {
    guard !coverage.tracks.isEmpty else { return "<p>No face was redacted.</p>" }
    let missing = coverage.tracks.count - thumbnails.count
    let note =
      missing > 0
      ? "<p>Without thumbnail: \(missing) of \(coverage.tracks.count) tracks; at most \(Self.maxThumbnails) are "
        + "stored.</p>"
      : ""
    return """
      <h2>Tracks after redaction</h2>
      \(note)
      <table class="faces"><thead><tr><th>thumbnail</th><th>track</th><th>from</th><th>to</th><th>frames</th>\
      <th>begins</th><th>ends</th><th>confidence<br>min, mean</th></tr></thead><tbody>
      \(coverage.tracks.map(row).joined(separator: "\n"))
      </tbody></table>
      """
  }

  private func row(_ track: TrackRecord) -> String {
    let image = thumbnails[track.number].map { bytes in
      "<img class=\"face\" alt=\"\(track.name), redacted\" src=\"data:image/jpeg;base64,\(Base64.text(bytes))\">"
    }
    return """
      <tr><td>\(image ?? "")</td><td>\(track.name)</td><td class="time">\(track.start)</td>\
      <td class="time">\(track.end)</td><td>\(track.frames)</td><td>\(track.begins.displayText)</td>\
      <td>\(track.ends.displayText)</td>\
      <td>\(Markup.number(track.minConfidence)), \(Markup.number(track.meanConfidence))</td></tr>
      """
  }

  /// The files, settings and versions of the run.
  var provenance: String {
    let files = [("input", input), ("output", output)] + (detections.map { [("detections", $0)] } ?? [])
    let rows = files.map { kind, file in
      """
      <tr><th scope="row">\(kind)</th><td>\(Markup.escaped(file.name))</td>\
      <td>\(file.bytes.map { "\($0)" } ?? "pipe")</td><td>\(file.sha256 ?? "")</td></tr>
      """
    }
    let notes = summary.notes.map { "<li>\(Markup.escaped($0))</li>" }.joined()
    return """
      <h2>Files</h2>
      <p>To verify that a file is the one this report describes, compare its SHA-256 checksum: \
      <code>sha256sum FILE</code>.</p>
      <table><thead><tr><th></th><th>file</th><th>bytes</th><th>SHA-256</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      <h2>Settings</h2>
      <table class="narrow"><tbody>
      \(settings.map { Markup.row($0.name, $0.value.description) }.joined())</tbody></table>
      <h2>Versions and notes</h2>
      <table class="narrow"><tbody>
      \(versions.map { Markup.row($0.name, $0.value.description) }.joined())</tbody></table>
      \(notes.isEmpty ? "" : "<ul>\(notes)</ul>")
      """
  }
}
