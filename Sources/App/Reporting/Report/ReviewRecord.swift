/// What a person looked at, decided and signed.
public struct ReviewRecord: Sendable, Encodable, Equatable {
  /// A decision or a look, with what the reviewer said about it.
  public struct Entry: Sendable, Encodable, Equatable {
    /// `show`, `notAFace`, `trim`, or `looked`.
    public var action: String
    /// What it is about: `track:3`, `Track ends mid-frame`.
    public var subject: String
    /// Seconds from the first frame; nil: always.
    public var start: Double?
    public var end: Double?
    public var reason: String
    public var note: String

    public init(
      action: String, subject: String, start: Double?, end: Double?, reason: String = "", note: String = ""
    ) {
      (self.action, self.subject, self.start, self.end) = (action, subject, start, end)
      (self.reason, self.note) = (reason, note)
    }
  }

  public struct Signature: Sendable, Encodable, Equatable {
    public var name: String
    /// ISO 8601.
    public var at: String
    /// SHA-256 of the edits in hexadecimal digits.
    public var edits: String
    /// SHA-256 of the output in hexadecimal digits.
    public var result: String

    public init(name: String, at: String, edits: String, result: String) {
      (self.name, self.at, self.edits, self.result) = (name, at, edits, result)
    }
  }

  /// What `verify` did with the output.
  public struct Check: Sendable, Encodable, Equatable {
    /// The number of frames, all of which were looked at.
    public var frames: Int
    /// How many of these were looked at in the output before, from which their groups of pictures were copied.
    public var unchanged: Int
    /// The number of visible faces.
    public var visible: Int

    public init(frames: Int, unchanged: Int, visible: Int) {
      (self.frames, self.unchanged, self.visible) = (frames, unchanged, visible)
    }
  }

  /// Whether weak spots are left that nobody looked at.
  public let required: Bool
  /// The number of weak spots, those that `verify` found in the output among them.
  public let weakSpots: Int
  /// The number of these that a person looked at.
  public let looked: Int
  /// SHA-256 of the edits in hexadecimal digits.
  public var edits: String
  /// What was left visible, and what was looked at, with reasons.
  public var log: [Entry]
  /// Nil before this output was verified.
  public var verified: Check?
  /// Nil before somebody signs this output.
  public var signature: Signature?

  public init(
    weakSpots: Int, looked: Int, edits: String, log: [Entry], verified: Check? = nil, signature: Signature?
  ) {
    required = looked < weakSpots
    (self.weakSpots, self.looked, self.edits) = (weakSpots, looked, edits)
    (self.log, self.verified, self.signature) = (log, verified, signature)
  }
}

extension ReviewRecord {
  /// The section of the report page.
  var html: String {
    let state =
      required
      ? "<p class=\"verdict look\"><b>Review required:</b> \(looked) of \(weakSpots) weak spots were looked at.</p>"
      : "<p class=\"verdict\">All \(weakSpots) weak spots were looked at.</p>"
    let rows = log.map { entry in
      let span = entry.start.map { Markup.number($0, decimals: 2) } ?? ""
      let end = entry.end.map { Markup.number($0, decimals: 2) } ?? ""
      return """
        <tr><td class="time">\(span)</td><td class="time">\(end)</td><td>\(Markup.escaped(entry.action))</td>\
        <td>\(Markup.escaped(entry.subject))</td><td>\(Markup.escaped(entry.reason))</td>\
        <td>\(Markup.escaped(entry.note))</td></tr>
        """
    }
    let table =
      rows.isEmpty
      ? ""
      : """
      <table><thead><tr><th>from</th><th>to</th><th>what</th><th>of</th><th>reason</th><th>note</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
    return "\(Self.start)\n<h2>Review</h2>\n\(state)\n\(checked)\(signed)\n\(table)\n\(Self.end)"
  }

  private static let (start, end) = ("<section id=\"review\">", "</section>")

  /// A report page with this record in place of the one that it has; nil if it has none.
  public func replacing(in page: String) -> String? {
    guard let start = page.firstRange(of: Self.start),
      let end = page[start.upperBound...].firstRange(of: Self.end)
    else { return nil }
    return String(page[..<start.lowerBound]) + html + page[end.upperBound...]
  }

  private var checked: String {
    guard let verified else { return "" }
    let before =
      verified.unchanged == 0
      ? ""
      : ", \(verified.unchanged) of them in the output before, from which their groups of pictures were copied unaltered"
    let found =
      switch verified.visible {
      case 0: "no visible face"
      case 1: "1 visible face"
      default: "\(verified.visible) visible faces"
      }
    return "<p>Verified: the detector looked at all \(verified.frames) frames\(before): \(found).</p>\n"
  }

  private var signed: String {
    guard let signature else { return "<p>Nobody has signed this output.</p>" }
    return """
      <p>Signed by <b>\(Markup.escaped(signature.name))</b> at \(Markup.escaped(signature.at)). SHA-256 of the edits \
      <code>\(Markup.escaped(signature.edits))</code>, of the output <code>\(Markup.escaped(signature.result))</code>.</p>
      """
  }
}
