@testable import Core
@testable import Media
import Testing

@Suite struct MovieLanguageTests {
  @Test(arguments: ["deu", "ger", "nld", "swe", "zho", "ell", "eng", "fra", "und", "jpn"])
  func `QuickTime says the usual languages`(language: String) {
    #expect(MovieLanguage.code(language, in: "mov") != nil)
    #expect(MovieLanguage.code(language, in: "mp4") == language)
  }

  @Test(arguments: ["en", "pt-BR", "zh-Hant", "", "German"])
  func `what is no code of three letters is not said`(language: String) {
    #expect(MovieLanguage.code(language, in: "mp4") == nil && MovieLanguage.code(language, in: "mov") == nil)
  }
}
