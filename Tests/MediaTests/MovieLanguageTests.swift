@testable import Core
@testable import Media
import Testing

@Suite struct MovieLanguageTests {
  @Test(arguments: ["deu", "ger", "nld", "swe", "zho", "ell", "eng", "fra", "und", "jpn"])
  func `QuickTime stores common languages`(language: String) {
    #expect(MovieLanguage.code(language, in: "mov") != nil)
    #expect(MovieLanguage.code(language, in: "mp4") == language)
  }

  @Test(arguments: ["en", "pt-BR", "zh-Hant", "", "German"])
  func `a language without a three-letter code is not stored`(language: String) {
    #expect(MovieLanguage.code(language, in: "mp4") == nil && MovieLanguage.code(language, in: "mov") == nil)
  }
}
