import FrameveilTesting
@testable import Media
import Testing

/// Packets are divided into NAL units by lengths or start codes.
@Suite struct NALUnitsTests {
  /// Codec headers that state the size of lengths; empty for start codes.
  private func headers(_ lengthSize: Int?) -> [UInt8] {
    lengthSize.map { [1, 100, 0, 30, 0xFC | UInt8($0 - 1), 0xE1] } ?? [0, 0, 0, 1, 0x67]
  }

  private func units(_ bytes: [UInt8], lengthSize: Int?) -> [[UInt8]]? {
    bytes.withUnsafeBytes { buffer in
      NALUnits(headers(lengthSize)).ranges(in: buffer)?.map { Array(buffer[$0]) }
    }
  }

  /// A unit of up to 40 bytes as in a bitstream: no three bytes look like a start code, and the last is not zero.
  private func unit(_ random: inout SplitMix) -> [UInt8] {
    var bytes: [UInt8] = [UInt8.random(in: 1...31, using: &random)]
    for _ in 0..<Int.random(in: 0..<39, using: &random) {
      // Mostly small, so that sequences like start codes are frequent.
      let byte =
        Bool.random(using: &random)
        ? UInt8.random(in: 0...3, using: &random) : .random(in: 0...255, using: &random)
      bytes.append(bytes.suffix(2) == [0, 0] && byte < 3 ? 3 : byte)
    }
    return bytes + [0x80]
  }

  private func units(_ random: inout SplitMix) -> [[UInt8]] {
    (0..<Int.random(in: 0...8, using: &random)).map { _ in unit(&random) }
  }

  @Test(arguments: [1, 2, 4])
  func `units joined by lengths are given back`(size: Int) {
    var random = SplitMix(seed: UInt64(size))
    for _ in 0..<300 {
      let expected = units(&random)
      let joined = expected.flatMap { unit in
        (0..<size).map { UInt8(truncatingIfNeeded: unit.count >> (8 * (size - 1 - $0))) } + unit
      }
      #expect(units(joined, lengthSize: size) == expected)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `units joined by start codes are given back`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      let expected = units(&random)
      // Start codes of three and four bytes, and zeros that follow a unit.
      let joined = expected.flatMap { unit in
        [UInt8](repeating: 0, count: Int.random(in: 2...5, using: &random)) + [1] + unit
      }
      let trailing = [UInt8](
        repeating: 0, count: expected.isEmpty ? 0 : Int.random(in: 0...3, using: &random))
      #expect(units(joined + trailing, lengthSize: nil) == expected)
    }
  }

  @Test(
    arguments: [
      ([0, 0, 0], "a length is cut off"), ([0, 0, 0, 2, 9], "a unit is cut off"),
      ([0, 0, 0, 1, 9, 0], "bytes are left over"), ([0xFF, 0xFF, 0xFF, 0xFF, 9], "a length of 4 GiB"),
    ] as [([UInt8], Comment)])
  func `lengths that contradict the packet's size are refused`(bytes: [UInt8], reason: Comment) {
    #expect(units(bytes, lengthSize: 4) == nil, reason)
  }

  @Test func `empty units and bytes before the first start code are passed over`() {
    #expect(units([0, 0, 0, 0, 0, 0, 0, 1, 9], lengthSize: 4) == [[9]])
    #expect(units([7, 7, 0, 0, 1, 0, 0, 1, 9], lengthSize: nil) == [[9]])
    #expect(units([], lengthSize: 4) == [] && units([0, 0, 1], lengthSize: nil) == [])
  }

  @Test func `start codes become lengths, and units are left out`() throws {
    let bytes: [UInt8] = [0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 1, 0x65, 3, 4]
    let packet = try DemuxedPacket(size: bytes.count)
    UnsafeMutableRawBufferPointer(mutating: packet.bytes).copyBytes(from: bytes)
    let converted = try packet.withLengths { [0x67, 0x68].contains($0.first) }
    withExtendedLifetime(converted) { #expect(Array(converted.bytes) == [0, 0, 0, 3, 0x65, 3, 4]) }
    let whole = try packet.withLengths()
    withExtendedLifetime(whole) { #expect(Array(whole.bytes.prefix(6)) == [0, 0, 0, 2, 0x67, 1]) }
  }
}
