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
