import Geometry
@testable import MP4Parsing
import Testing

/// Crafted movies: the cost of parsing is bounded, and no value crashes the process.
@Suite struct HostileIndexTests {
  /// Nested boxes.
  private static func nested(_ types: [String], depth: Int) -> [UInt8] {
    (0..<depth).flatMap { Boxes.number(UInt64(8 * (depth - $0)), 4) + Array(types[$0 % types.count].utf8) }
  }

  /// Scans bytes; returns the result and the number of reads.
  private static func scan(_ bytes: [UInt8]) -> (scan: MovieScan, reads: Int) {
    var reads = 0
    let scan = MovieScan.file(size: UInt64(bytes.count)) { offset, count in
      reads += 1
      return offset < bytes.count ? Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)]) : []
    }
    return (scan, reads)
  }

  @Test(arguments: [
    ["mdia"], ["stbl"], ["minf"], ["edts"], ["trak"], ["moov"], ["mdia", "minf", "stbl"], ["mdia", "edts"],
    ["mvex"],
    ["traf"], ["moof"],
  ])
  func `boxes nested 20,000 deep are not descended into`(types: [String]) {
    let nest = Self.nested(types, depth: 20_000)
    for movie in [
      Boxes.box("moov", Boxes.mvhd(), Boxes.trak(), Boxes.box("trak", nest)),
      Boxes.box("moov", Boxes.mvhd(), Boxes.trak(), nest), Boxes.moov + Boxes.box("moof", nest),
      Boxes.moov + nest,
    ] {
      let (scan, reads) = Self.scan(Boxes.ftyp + movie)
      guard case .indexFirst(let index) = scan else {
        Issue.record("\(types): \(scan)")
        continue
      }
      #expect(index.tracks.first?.sampleCount == 60)
      #expect(reads < 100)
    }
  }

  @Test func `an excessive duration is treated as unknown`() throws {
    let lengths: [UInt64] = [1 << 62, UInt64(Int64.max), 1 << 63, .max - 1, 3_600_000_001]
    for duration in lengths {
      for isFragmented in [false, true] {
        let mehd = Boxes.box("mehd", [1, 0, 0, 0], Boxes.number(duration, 8))
        let moov = Boxes.box(
          "moov", Boxes.mvhd(timescale: 1, duration: isFragmented ? 0 : duration, version: 1), Boxes.trak(),
          isFragmented ? Boxes.box("mvex", mehd) : [])
        guard case .indexFirst(let index) = Boxes.scan(Boxes.ftyp + moov) else {
          Issue.record("no index")
          continue
        }
        #expect(index.length == nil)
      }
    }
  }

  @Test func `the longest valid duration is exact`() {
    let moov = Boxes.box("moov", Boxes.mvhd(timescale: 1, duration: 3_600_000_000, version: 1))
    guard case .indexFirst(let index) = Boxes.scan(Boxes.ftyp + moov) else { return }
    #expect(index.length == .longest)
  }

  @Test(arguments: ["free", "trak", "mvex", "edts", "moof"])
  func `60,000 tiny boxes cost a bounded number of reads`(type: String) {
    let tiny = (0..<60_000).flatMap { _ in Boxes.box(type) }
    let inside = Self.scan(Boxes.ftyp + Boxes.box("moov", Boxes.mvhd(), Boxes.trak(), tiny))
    #expect(inside.reads <= 2 * MovieLimits.indexBoxes)
    guard case .indexFirst(let index) = inside.scan else { return }
    #expect(index.tracks.count <= MovieLimits.tracks && index.tracks.first?.sampleCount == 60)
    let within = Self.scan(Boxes.ftyp + Boxes.moov + Boxes.box("moof", tiny))
    #expect(within.reads < 100)
    let before = Self.scan(Boxes.ftyp + tiny)
    #expect(before.scan == .noIndex && before.reads <= 2 * MovieLimits.leadingBoxes)
    #expect(MovieScan.prefix(Boxes.ftyp + tiny, isComplete: true) == .noIndex)
  }
}
