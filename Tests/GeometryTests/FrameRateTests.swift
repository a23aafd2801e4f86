import Geometry
import Testing

@Suite struct FrameRateTests {
  @Test(arguments: [
    ("30", 30, 1_000_000_000), ("29.97", 2997, 100_000_000_000), ("30000/1001", 30_000, 1_001_000_000_000),
    ("0.5", 1, 2_000_000_000), ("25.000", 25, 1_000_000_000), ("24000/1001", 1, 41_708_333),
    ("1000", 3, 3_000_000), ("30000/1001", 647_999, 21_621_566_633_333),
  ])
  func `a frame's time is exact and rounded down`(text: String, frame: Int, nanoseconds: Int64) {
    #expect(FrameRate(parsing: text)?.time(ofFrame: frame).nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "0", "-30", "+30", "nan", "inf", "1e3", "1e99", "30/0", "0/1", "30/", "/1", "30/1/1", "29.97/1",
    "30.",
    ".5", " 30", "3O", "0x1E", "1000.1", "0.001", "99999999999999999999", "3٠",
  ])
  func `an invalid rate is rejected`(text: String) {
    #expect(FrameRate(parsing: text) == nil)
  }

  @Test func `timestamps are clamped to the range of MediaTime`() throws {
    let rate = try #require(FrameRate(parsing: "0.01"))
    #expect(rate.time(ofFrame: .max) == MediaTime(nanoseconds: .max))
  }
}
