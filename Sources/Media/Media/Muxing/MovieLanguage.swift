/// How QuickTime and MP4 say a track's language: MP4 in three letters (ISO/IEC 14496-12, section 8.4.2), QuickTime by a
/// number for each of some (QuickTime File Format, language code values), which libavformat knows by older letters.
enum MovieLanguage {
  /// The letters for a muxer; nil where the container cannot say the language.
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
