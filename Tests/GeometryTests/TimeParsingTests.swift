import Geometry
import Testing

@Suite struct TimeParsingTests {
  @Test(
    arguments: [
      ("0", 0), ("12.5", 12_500), ("90", 90_000), ("1:02", 62_000), ("61:00.25", 3_660_250),
      ("0:01:02.345", 62_345), ("10:00:00", 36_000_000),
    ] as [(String, Int64)])
  func `seconds, minutes and hours`(text: String, milliseconds: Int64) {
    #expect(MediaTime(parsing: text) == MediaTime(milliseconds: milliseconds))
  }

  @Test(arguments: [
    "", ":", "1:", ":1", "-1", "+1", "nan", "0x10", "1e3", ".5", "5.", "1.2.3", "1:60", "1:60:00", "1:2:3:4",
    " 1", "1:-1", "1.5:00", "99999999999",
  ])
  func `anything else is rejected`(text: String) { #expect(MediaTime(parsing: text) == nil) }
}
