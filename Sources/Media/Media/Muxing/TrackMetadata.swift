/// Metadata of a track, mapped between containers: a track's name is the title in Matroska, and the handler
/// name in QuickTime and MP4 (ISO/IEC 14496-12, section 8.4.3).
struct TrackMetadata {
  let entries: [(key: String, value: String)]

  init(_ entries: [(key: String, value: String)]) {
    self.entries = entries
  }

  /// The language; nil where it is undefined (`und`).
  var language: String? { self["language"].flatMap { $0 == "und" ? nil : $0 } }

  /// The track's name, unless it is a default that a muxer wrote.
  var name: String? {
    self["title"] ?? self["handler_name"].flatMap { Self.isMuxerDefault($0) ? nil : $0 }
  }

  /// The entries for a muxer, without a language that the container cannot represent.
  func tags(in specification: MuxSpecification) -> [(key: String, value: String)] {
    var result = entries.filter { !Self.keys.contains($0.key) }
    let language = self["language"].flatMap {
      specification.isMovie ? MovieLanguage.code($0, in: specification.format) : $0
    }
    if let language { result.append(("language", language)) }
    if let name { result.append(("title", name)) }
    if specification.isMovie, let handler = name ?? self["handler_name"] {
      result.append(("handler_name", handler))
    }
    return result
  }

  private subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

  private static let keys: Set<String> = ["language", "title", "handler_name"]

  /// Whether a handler name is a default that muxers write.
  static func isMuxerDefault(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || ["handler", "media", "gpac", "l-smash"].contains(where: name.contains)
  }
}

/// Language codes of MP4 and QuickTime. MP4 stores three letters (ISO/IEC 14496-12, section 8.4.2). QuickTime
/// stores a number for some languages (QuickTime File Format, language code values), which libavformat maps
/// from older codes.
enum MovieLanguage {
  /// The code to pass to the muxer; nil where the container cannot represent the language.
  static func code(_ language: String, in format: String) -> String? {
    guard format == "mov" else { return isOfThreeLetters(language) ? language : nil }
    let known = ofQuickTime[language] ?? language
    return numbered.contains(known) ? known : nil
  }

  private static func isOfThreeLetters(_ language: String) -> Bool {
    language.count == 3 && language.allSatisfy { ("a"..."z").contains($0) }
  }

  private static let ofQuickTime = [
    "deu": "ger", "nld": "dut", "swe": "sve", "ell": "gre", "isl": "ice", "zho": "chi", "sqi": "alb",
    "mkd": "mac",
    "fre": "fra", "rum": "ron", "cze": "ces", "slo": "slk",
  ]
  private static let numbered: Set<String> = [
    "eng", "fra", "ger", "ita", "dut", "sve", "spa", "dan", "por", "nor", "heb", "jpn", "ara", "fin", "gre",
    "ice",
    "mlt", "tur", "chi", "urd", "hin", "tha", "kor", "lit", "pol", "hun", "est", "lav", "rus", "alb", "ron",
    "ces",
    "slk", "slv", "yid", "srp", "mac", "bul", "ukr", "und",
  ]
}
