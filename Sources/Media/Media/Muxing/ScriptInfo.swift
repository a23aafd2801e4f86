/// The header of subtitles in SubStation Alpha's format, without what tells who made them and where: names of people, paths
/// of files, what the editor noted for itself (Advanced SubStation Alpha specification v4.00+, sections 2 and 3).
struct ScriptInfo {
  /// The header with the lines that stay, byte for byte.
  let header: [UInt8]
  /// The names of what was left out.
  let removed: [String]

  init(_ header: [UInt8], keeping policy: MetadataPolicy) {
    var section = ""
    var (left, removed): ([ArraySlice<UInt8>], [String]) = ([], [])
    for line in header.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != "\u{FEFF}" }
      if text.hasPrefix("[") { section = text.filter { $0 != "[" && $0 != "]" }.lowercased() }
      let name = Self.name(of: text, in: section)
      if let name, !policy.kept.contains(name.lowercased()), !policy.kept.contains("all") {
        removed.append(name)
      } else {
        left.append(line)
      }
    }
    self.header = Array(left.joined(separator: [UInt8(ascii: "\n")]))
    self.removed = removed.filter { !$0.isEmpty }
  }

  /// What a line is called that may identify somebody, empty for an editor's comment; nil for all that display needs.
  private static func name(of line: String, in section: String) -> String? {
    if ofEditors.contains(section) { return section }
    guard section == "script info", !line.hasPrefix("["), !line.isEmpty else { return nil }
    guard !line.hasPrefix(";"), !line.hasPrefix("!") else { return "" }
    let key = String(line.prefix { $0 != ":" })
    return forDisplay.contains(key.lowercased()) ? nil : key
  }

  /// What players need, and the work's title.
  private static let forDisplay: Set<String> = [
    "title", "scripttype", "collisions", "playresx", "playresy", "layoutresx", "layoutresy", "playdepth",
    "timer",
    "wrapstyle", "scaledborderandshadow", "ycbcr matrix", "kerning", "language",
  ]
  private static let ofEditors: Set<String> = ["aegisub project garbage", "aegisub extradata"]
}
