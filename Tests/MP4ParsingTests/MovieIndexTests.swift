import Geometry
@testable import MP4Parsing
import Testing

@Suite struct MovieIndexTests {
  private func index(_ moov: [UInt8]) throws -> MovieIndex {
    guard case .indexFirst(let index) = Boxes.scan(Boxes.ftyp + moov) else { throw Missing() }
    return index
  }

  private struct Missing: Error {}

  /// Knuth's linear congruential generator, for reproducible numbers.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 32 | state << 32
    }
  }

  @Test func `tracks are listed with kind and sample count`() throws {
    let text = Boxes.trak(id: 3, handler: "sbtl", timescale: 1000, samples: 7)
    let index = try index(
      Boxes.box("moov", Boxes.mvhd(), Boxes.trak(), Boxes.trak(handler: "soun", timescale: 48_000), text))
    #expect(index.tracks.map(\.kind) == [.video, .audio, .other])
    #expect(index.tracks.map(\.sampleCount) == [60, 60, 7])
    #expect(!index.isFragmented)
  }

  @Test(arguments: [
    (UInt8(0), UInt64(1000), UInt64(2000), 2.0), (1, 90_000, 540_000, 6), (1, 1000, 5_000_000_000, 5_000_000),
    (0, 600, 0xFFFF_FFFE, 7_158_278.823333333),
  ])
  func `the movie's duration is read in both versions`(
    version: UInt8, scale: UInt64, duration: UInt64, seconds: Double
  ) throws {
    let index = try index(
      Boxes.box("moov", Boxes.mvhd(timescale: scale, duration: duration, version: version)))
    let header = try #require(index.header)
    #expect(header.duration == duration)
    #expect(abs((index.length?.seconds ?? 0) - seconds) < 1e-6)
  }

  @Test(arguments: [(UInt8(0), UInt64(0)), (0, 0xFFFF_FFFF), (1, .max)])
  func `a duration that is not stated is nil`(version: UInt8, duration: UInt64) throws {
    let index = try index(Boxes.box("moov", Boxes.mvhd(duration: duration, version: version)))
    #expect(index.length == nil)
  }

  @Test func `the index of a fragmented movie is recognized`() throws {
    #expect(
      try index(Boxes.box("moov", Boxes.mvhd(), Boxes.trak(samples: 0), Boxes.box("mvex"))).isFragmented)
  }

  @Test func `damage inside an index only ends its parsing`() throws {
    let broken = Boxes.number(9999, 4) + Array("trak".utf8)
    #expect(try index(Boxes.box("moov", Boxes.mvhd(), Boxes.trak(), broken)).tracks.count == 1)
    #expect(try index(Boxes.box("moov", Boxes.box("mvhd", [0, 0]))).header == nil)
    #expect(try index(Boxes.box("moov", Boxes.mvhd(timescale: 0))).header == nil)
    #expect(try index(Boxes.box("moov")).tracks.isEmpty)
  }

  @Test func `random bytes after the beginning of a movie never trap`() {
    var generator = Generator(state: 1)
    for _ in 0..<2000 {
      var bytes = Boxes.ftyp + Boxes.moov
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        bytes[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      _ = Boxes.scan(bytes)
      _ = MovieScan.prefix(bytes, isComplete: true)
    }
  }
}
