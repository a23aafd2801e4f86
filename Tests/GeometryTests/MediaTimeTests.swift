import Geometry
import Testing

/// Timestamps from containers, responses and users: none may trap.
@Suite struct MediaTimeTests {
  private static let extremes: [Int64] = [
    .min, .min + 1, -1 << 62, -3_600_000_000_000_000_001, -1, 0, 1, 999, 90_000, 1 << 31, 1 << 62, .max - 1,
    .max,
  ]

  @Test(
    arguments: [
      (1, 1, 3, 333_333_333), (2, 1, 3, 666_666_667), (-2, 1, 3, -666_666_667), (1, 1, 2_000_000_000, 1),
      (-1, 1, 2_000_000_000, -1), (1, 1, 2_000_000_001, 0), (1001, 1, 30_000, 33_366_667),
      (3_600_000_000, 1, 1, 3_600_000_000_000_000_000),
    ] as [(Int64, Int64, Int64, Int64)])
  func `ticks are rounded to the nearest nanosecond`(ticks: Int64, unit: Int64, scale: Int64, time: Int64) {
    #expect(MediaTime(ticks: ticks, numerator: unit, denominator: scale) == MediaTime(nanoseconds: time))
  }

  @Test func `extreme ticks give a time within the limit or nil`() {
    for ticks in Self.extremes {
      for unit in Self.extremes {
        for scale in Self.extremes {
          guard let time = MediaTime(ticks: ticks, numerator: unit, denominator: scale) else { continue }
          let exact = Double(ticks) * Double(unit) / Double(scale)
          #expect(unit > 0 && scale > 0 && abs(time.seconds) <= MediaTime.longest.seconds)
          #expect(abs(time.seconds - exact) <= 1e-9 + abs(exact) * 1e-15)
        }
      }
    }
    #expect(MediaTime(ticks: .max, numerator: 1, denominator: 1000) == nil)
    #expect(MediaTime(ticks: 3_600_000_001, numerator: 1, denominator: 1) == nil)
    #expect(MediaTime(milliseconds: .max) == nil)
  }

  @Test(arguments: [
    (.infinity, 3.6e9), (-.infinity, -3.6e9), (.nan, 0), (1e300, 3.6e9), (-1e300, -3.6e9), (3.6e9, 3.6e9),
    (1e-300, 0), (0.5, 0.5),
  ])
  func `seconds are clamped to the limit`(seconds: Double, taken: Double) {
    #expect(MediaTime(seconds: seconds).seconds == taken)
  }

  @Test func `sums, differences and products saturate`() {
    let wide = { (value: Int64) in Int128(value) }
    for first in Self.extremes {
      for second in Self.extremes {
        let (left, right) = (MediaTime(nanoseconds: first), MediaTime(nanoseconds: second))
        #expect((left + right).nanoseconds == Int64(clamping: wide(first) + wide(second)))
        #expect((left - right).nanoseconds == Int64(clamping: wide(first) - wide(second)))
        #expect((left * second).nanoseconds == Int64(clamping: wide(first) * wide(second)))
      }
      #expect(!MediaTime(nanoseconds: first).description.isEmpty)
    }
  }
}
