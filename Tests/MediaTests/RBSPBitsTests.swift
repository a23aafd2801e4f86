import FrameveilTesting
@testable import Media
import Testing

/// Bits and values of type ue(v) in the payload of NAL units.
@Suite struct RBSPBitsTests {
  /// The code of a value, bit by bit (Rec. ITU-T H.264, table 9-2): as many zeros as bits follow the first one.
  private func code(_ value: Int) -> String {
    let digits = String(value + 1, radix: 2)
    return String(repeating: "0", count: digits.count - 1) + digits
  }

  /// Bits as bytes, filled up with a one and zeros (rbsp_trailing_bits).
  private func bytes(_ bits: String) -> [UInt8] {
    var bits = bits + "1"
    while !bits.count.isMultiple(of: 8) { bits += "0" }
    let digits = Array(bits)
    return stride(from: 0, to: digits.count, by: 8).map { UInt8(String(digits[$0..<$0 + 8]), radix: 2) ?? 0 }
  }

  /// With emulation prevention: a 3 before each byte of up to 3 that follows two zeros.
  private func escaped(_ bytes: [UInt8]) -> [UInt8] {
    bytes.reduce(into: []) { result, byte in
      if result.suffix(2) == [0, 0], byte <= 3 { result.append(3) }
      result.append(byte)
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `values are read as they were written, through emulation prevention`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    // Large values have many zeros, and need emulation prevention.
    let values = (0..<200).map { _ in
      Int.random(in: 0...(1 << Int.random(in: 0...31, using: &random)) - 1, using: &random)
    }
    let payload = bytes(values.map(code).joined())
    var bits = RBSPBits(escaped(payload))
    #expect(escaped(payload).count > payload.count)
    #expect(values.indices.map { _ in bits.exponentialGolomb() } == values)
    #expect(bits.next() == 1, "the trailing bits")
  }

  @Test func `bits end with the payload`() {
    var bits = RBSPBits([0b1010_0000])
    #expect((0..<8).map { _ in bits.next() } == [1, 0, 1, 0, 0, 0, 0, 0])
    #expect(bits.next() == nil)
  }

  @Test(
    arguments: [
      ([], "nothing"), ([0], "zeros only"), ([0b0000_1000], "a bit is missing"),
      ([0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0x80], "33 zeros"), ([UInt8](repeating: 0, count: 9), "72 zeros"),
    ] as [([UInt8], Comment)])
  func `values that are cut off or too long are refused`(payload: [UInt8], reason: Comment) {
    var bits = RBSPBits(escaped(payload))
    #expect(bits.exponentialGolomb() == nil, reason)
  }

  @Test func `three after two zeros is not part of the payload`() {
    var bits = RBSPBits([0, 0, 3, 1, 0, 0, 3])
    #expect((0..<40).map { _ in bits.next() ?? 0 }.reduce(0) { $0 << 1 | $1 } == 0x01_0000)
    #expect(bits.next() == nil)
  }
}
