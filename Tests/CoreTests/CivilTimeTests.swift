import Core
import Testing

@Suite struct CivilTimeTests {
  @Test(
    arguments: [
      (0, "19700101T000000Z"), (1_369_353_600, "20130524T000000Z"), (951_782_399, "20000228T235959Z"),
      (951_782_400, "20000229T000000Z"), (4_107_542_400, "21000301T000000Z"), (-1, "19691231T235959Z"),
    ] as [(Int64, String)])
  func `Timestamps are formatted and parsed`(seconds: Int64, text: String) throws {
    #expect(CivilTime(secondsSince1970: seconds).basic == text)
    #expect(try #require(CivilTime(basic: text)).secondsSince1970 == seconds)
  }

  @Test(arguments: [
    "", "20130524", "20130524T000000", "20130524 000000Z", "20130532T000000Z", "21000229T000000Z",
    "2013x524T000000Z", "20131324T000000Z", "20130524T240000Z",
  ])
  func `Invalid timestamps are rejected`(text: String) { #expect(CivilTime(basic: text) == nil) }
}
