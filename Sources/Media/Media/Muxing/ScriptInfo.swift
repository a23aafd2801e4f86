/// The header of SubStation Alpha subtitles without entries that may identify their author: names of people,
/// file paths, editor comments (Advanced SubStation Alpha specification v4.00+, sections 2 and 3).
struct ScriptInfo {
  /// The header with the lines that are kept, byte for byte.
  let header: [UInt8]
  /// The names of the removed entries.
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

  /// The name of a line that may identify somebody, empty for a comment; nil for lines that are kept.
  private static func name(of line: String, in section: String) -> String? {
    if ofEditors.contains(section) { return section }
    guard section == "script info", !line.hasPrefix("["), !line.isEmpty else { return nil }
    guard !line.hasPrefix(";"), !line.hasPrefix("!") else { return "" }
    let key = String(line.prefix { $0 != ":" })
    return forDisplay.contains(key.lowercased()) ? nil : key
  }

  /// Entries that players need, and the title.
  private static let forDisplay: Set<String> = [
    "title", "scripttype", "collisions", "playresx", "playresy", "layoutresx", "layoutresy", "playdepth",
    "timer",
    "wrapstyle", "scaledborderandshadow", "ycbcr matrix", "kerning", "language",
  ]
  private static let ofEditors: Set<String> = ["aegisub project garbage", "aegisub extradata"]
}
