import FrameveilTesting
@testable import Media
import Testing

/// User data in SEI NAL units that may tell who or where was filmed.
@Suite(.blocking) struct UserDataSEITests {
  private func mayIdentify(_ unit: [UInt8]) -> Bool {
    unit.withUnsafeBytes { UserDataSEI.mayIdentify($0[...]) }
  }

  private func isDispensable(_ unit: [UInt8]) -> Bool {
    unit.withUnsafeBytes { UserDataSEI.isDispensable($0[...]) }
  }

  /// A NAL unit of messages, each a type and data.
  private func unit(_ messages: [(kind: Int, data: [UInt8])]) -> [UInt8] {
    func coded(_ value: Int) -> [UInt8] {
      Array(repeating: 255, count: value / 255) + [UInt8(value % 255)]
    }
    var bytes: [UInt8] = [6]
    for message in messages { bytes += coded(message.kind) + coded(message.data.count) + message.data }
    return Self.escaped(bytes + [0x80])
  }

  /// With emulation prevention bytes (section 7.4.1).
  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    bytes.reduce(into: []) { escaped, byte in
      if byte <= 3, escaped.suffix(2) == [0, 0] { escaped.append(3) }
      escaped.append(byte)
    }
  }

  private static let captions: [UInt8] = [0xB5, 0x00, 0x31] + Array("GA94".utf8) + [3, 0xC0, 0xFF, 0xFF]
  private static let unknown: [UInt8] = Array(repeating: 7, count: 16) + Array("+52.5200+013.4050".utf8)

  @Test func `what x264 writes is harmless`() async throws {
    let clip = try ClipMaker.clip(
      "sei.h264", ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1", "-c:v", "libx264"])
    let units = try bytes(of: clip).withUnsafeBytes { buffer in
      NALUnits([]).ranges(in: buffer)?.map { Array(buffer[$0]) } ?? []
    }
    let messages = units.filter { $0[0] & 0x1F == NALUnits.Kind.sei }
    let written = try #require(messages.first { ByteArrays.contain("x264 - core", in: $0) })
    #expect(messages.allSatisfy { !mayIdentify($0) })
    // The same under another UUID.
    var other = written
    let place = try #require(written.firstIndex(of: 0xDC))
    other[place] = 0xDD
    #expect(mayIdentify(other))
  }

  @Test func `captions, timing and recovery points are harmless`() {
    #expect(!mayIdentify(unit([(4, Self.captions)])))
    #expect(!mayIdentify(unit([(0, [0x80]), (1, [1, 2, 3]), (6, [0x84]), (4, Self.captions), (137, [1])])))
  }

  @Test func `other user data is not, wherever it stands`() {
    #expect(mayIdentify(unit([(5, Self.unknown)])))
    #expect(mayIdentify(unit([(1, [1, 2, 3]), (4, Self.captions), (5, Self.unknown)])))
    #expect(mayIdentify(unit([(4, [0xB5, 0x00, 0x31] + Array("GA93".utf8))])), "another provider")
    #expect(
      mayIdentify(unit([(1, Array(repeating: 1, count: 600)), (5, Self.unknown)])), "after a long message")
  }

  @Test func `a unit of nothing but user data can be left out`() {
    #expect(isDispensable(unit([(5, Self.unknown)])))
    #expect(isDispensable(unit([(5, Self.unknown), (4, [0xB5, 0x00, 0x31] + Array("GA93".utf8))])))
    #expect(!isDispensable(unit([(5, Self.unknown), (4, Self.captions)])), "captions are shown")
    #expect(!isDispensable(unit([(1, [1, 2, 3]), (5, Self.unknown)])), "timing is needed")
    #expect(!isDispensable([6, 5, 255, 255]), "unreadable")
  }

  @Test func `data with zeros, and unknown types, hide nothing behind them`() {
    #expect(mayIdentify(unit([(4, Self.captions + [0, 0, 0, 0, 1]), (5, Self.unknown)])))
    #expect(!mayIdentify(unit([(1, [0, 0, 0, 0, 0, 2]), (6, [0x84])])))
    #expect(mayIdentify(unit([(128, [1]), (5, Self.unknown)])))
    #expect(mayIdentify(unit([(128, [1])])), "a type that is not known")
  }

  @Test func `unreadable sizes are not`() {
    #expect(mayIdentify([6, 5, 255, 255]), "a size without its last byte")
    #expect(mayIdentify([6, 255, 255, 255]), "a type without its last byte")
    #expect(mayIdentify([6, 5, 200, 1, 2, 0x80]), "user data that is cut off")
    #expect(!mayIdentify([6]) && !mayIdentify([6, 0x80]))
  }
}
