@testable import Detections
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "480.0", "1e3", "1E-3", "0.1", "0.25", "-0.07932692021131516",
    "0.27762728929519653",
    "99.9954605102539", "9007199254740991", "9007199254740992", "9007199254740993", "90071992547409930.5",
    "123456789012345678901234567890", "18446744073709551620", "1844674407370955162",
    "0.000000000000000000000123", "0.0000000000000000000000123",
    "0.30000000000000004", "5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "1e-999",
    "0.10000000000000000000000000000000000000000000001",
  ])
  func `numbers are rounded as the standard library does`(text: String) throws {
    let expected = try #require(Double(text))
    for chunkSize in [1, 2, .max] {
      var json = JSONReader(fill: source(text + " ", chunkSize: chunkSize))
      let read = try json.readNumber()
      #expect(read.bitPattern == expected.bitPattern)
    }
  }

  @Test func `numbers of many lengths are rounded as the standard library does`() throws {
    // A fixed pseudo-random sequence (Knuth's MMIX constants), so that failures are reproducible.
    var state: UInt64 = 1
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let digits = String(state >> (state & 63))
      let point = Int(state >> 40) % (digits.count + 1)
      let text = "0." + String(repeating: "0", count: point) + digits
      var json = JSONReader(fill: source(text))
      let read = try json.readNumber()
      #expect(read == Double(text), "\(text)")
    }
  }

  @Test func `a number too large for a Double is refused`() {
    #expect(throws: DetectionError.self) {
      var json = JSONReader(fill: source("1e999"))
      _ = try json.readNumber()
    }
  }
}
