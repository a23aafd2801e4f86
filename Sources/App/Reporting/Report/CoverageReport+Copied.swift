import Geometry

extension CoverageReport {
  /// What was copied from the input bit for bit, and why other frames without a redaction were encoded; empty if
  /// everything was to be encoded.
  var copiedFrames: String {
    guard let untouched = summary.untouched else { return "" }
    return """
      <h2>Frames copied from the input</h2>
      <p>\(Self.count(untouched, of: summary.frames))</p>
      \(Self.table(untouched.spans))
      \(Self.reasons(untouched.encoded, "Encoded although nothing on them is redacted:"))\(reusedFrames)
      """
  }

  /// What was copied from an earlier output, and why other redacted frames were encoded; empty without one.
  private var reusedFrames: String {
    guard let reused = summary.reused else { return "" }
    return """

      <h2>Frames copied from an earlier output</h2>
      <p><b>\(reused.copiedFrames)</b> of \(summary.frames) frames: their redaction is the same there.</p>
      \(Self.table(reused.spans))
      \(Self.reasons(reused.encoded, "Encoded again:"))
      """
  }

  private static func count(_ untouched: UntouchedRecord, of frames: Int) -> String {
    if let refusal = untouched.refusal { return "No frame was copied: \(Markup.escaped(refusal))." }
    let verb = untouched.copiedFrames == 1 ? "was" : "were"
    return "<b>\(untouched.copiedFrames)</b> of \(frames) frames \(verb) copied bit for bit from the input."
  }

  /// The spans, folded if there are many.
  private static func table(_ spans: [CopiedSpanRecord]) -> String {
    guard !spans.isEmpty else { return "" }
    let rows = spans.map { span in
      """
      <tr><td class="time">\(MediaTime(seconds: span.start))</td><td class="time">\(MediaTime(seconds: span.end))</td>\
      <td>\(span.frames)</td><td>\(Markup.escaped(span.digest))</td></tr>
      """
    }
    return """
      <details\(spans.count > openSpans ? "" : " open")><summary>Copied spans: \(spans.count)</summary>
      <table><thead><tr><th>from</th><th>to</th><th>frames</th><th>MurmurHash3 of the packets</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      </details>
      """
  }

  /// A table of more spans is folded.
  private static let openSpans = 5

  /// The reasons, the most frequent first.
  private static func reasons(_ encoded: [String: Int], _ title: String) -> String {
    guard !encoded.isEmpty else { return "" }
    let items = encoded.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { reason, frames in
      "<li>\(frames) \(frames == 1 ? "frame" : "frames"): \(Markup.escaped(reason))</li>"
    }
    return "<p>\(title)</p>\n<ul>\(items.joined())</ul>"
  }
}
