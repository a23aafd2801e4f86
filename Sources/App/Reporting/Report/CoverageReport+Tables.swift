import Geometry

extension CoverageReport {
  /// A row for each track, with its picture after hiding.
  var faceTable: String {
    guard !coverage.tracks.isEmpty else { return "<p>No face was hidden.</p>" }
    let left = coverage.tracks.count - thumbnails.count
    let note =
      left > 0
      ? "<p>Pictures are kept of the first \(Self.mostThumbnails) tracks; \(left) have none.</p>" : ""
    return """
      <h2>The tracks, after hiding</h2>
      \(note)
      <table class="faces"><thead><tr><th>picture</th><th>track</th><th>from</th><th>to</th><th>frames</th>\
      <th>begins</th><th>ends</th><th>confidence<br>least, mean</th></tr></thead><tbody>
      \(coverage.tracks.map(row).joined(separator: "\n"))
      </tbody></table>
      """
  }

  private func row(_ track: TrackRecord) -> String {
    let picture = thumbnails[track.number].map { bytes in
      "<img class=\"face\" alt=\"\(track.name), hidden\" src=\"data:image/jpeg;base64,\(Base64.text(bytes))\">"
    }
    return """
      <tr><td>\(picture ?? "")</td><td>\(track.name)</td><td class="time">\(track.start)</td>\
      <td class="time">\(track.end)</td><td>\(track.frames)</td><td>\(track.begins.words)</td>\
      <td>\(track.ends.words)</td>\
      <td>\(Markup.number(track.leastConfidence)), \(Markup.number(track.meanConfidence))</td></tr>
      """
  }

  /// What the result was made of and how.
  var provenance: String {
    let files = [("video", input), ("result", output)] + (detections.map { [("detections", $0)] } ?? [])
    let rows = files.map { kind, file in
      """
      <tr><th scope="row">\(kind)</th><td>\(Markup.escaped(file.name))</td>\
      <td>\(file.bytes.map { "\($0)" } ?? "a pipe")</td><td>\(file.sha256 ?? "")</td></tr>
      """
    }
    let notes = summary.notes.map { "<li>\(Markup.escaped($0))</li>" }.joined()
    return """
      <h2>Files</h2>
      <p>The SHA-256 checksum tells whether a file is the one that this page is about: \
      <code>sha256sum FILE</code> prints it.</p>
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
