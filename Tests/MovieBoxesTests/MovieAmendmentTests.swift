import Geometry
import Testing

@testable import MovieBoxes

@Suite struct MovieAmendmentTests {
  private typealias Track = MovieAmendment.Track

  private func seconds(_ value: Double) -> MediaTime { MediaTime(seconds: value) }

  private func amended(
    _ tracks: [UInt32: MovieAmendment.Track], shift: UInt64 = 0, _ index: [UInt8] = Boxes.moov
  ) throws -> MovieBox {
    let bytes = try #require(MovieAmendment(tracks: tracks, mediaShift: shift).applied(to: index))
    return try #require(MovieBox.list(bytes[...])?.first)
  }

  private func tracks(_ moov: MovieBox) -> [MovieBox] { moov.children.filter { $0.type == "trak" } }

  /// The entries of a track's edit list: how long, and from which media time (nil: nothing is shown).
  private func edits(_ trak: MovieBox?) -> [[UInt64?]] {
    let bytes = trak?["edts"]?["elst"]?.bytes ?? []
    return (0..<Int(bytes.number(at: 4, count: 4) ?? 0)).map { entry in
      let time = bytes.number(at: 16 + 20 * entry, count: 8)
      return [bytes.number(at: 8 + 20 * entry, count: 8), time == .max ? nil : time]
    }
  }

  private func duration(_ box: MovieBox?, _ kind: TimedHeader.Kind) -> UInt64? {
    box.flatMap { TimedHeader($0.bytes, kind: kind)?.duration }
  }

  @Test func `a track that starts at zero is shown whole`() throws {
    let moov = try amended([1: Track(start: .zero), 2: Track(start: .zero)])
    #expect(edits(tracks(moov).first) == [[2002, 0]])
    #expect(edits(tracks(moov).last) == [[2021, 0]])
    #expect(duration(moov["mvhd"], .movie) == 2021)
    #expect(tracks(moov).map { duration($0["tkhd"], .track) } == [2002, 2021])
  }

  @Test func `priming is decoded and not heard`() throws {
    let priming = seconds(-1024.0 / 48_000)
    let moov = try amended([2: Track(start: priming)])
    #expect(edits(tracks(moov).last) == [[2000, 1024]])
    let limited = try amended([2: Track(start: priming, shown: seconds(1.5))])
    #expect(edits(tracks(limited).last) == [[1500, 1024]])
  }

  @Test func `a late start is an empty edit`() throws {
    let moov = try amended([2: Track(start: seconds(0.25))])
    #expect(edits(tracks(moov).last) == [[250, nil], [2021, 0]])
    #expect(duration(tracks(moov).last?["tkhd"], .track) == 2271)
    #expect(duration(moov["mvhd"], .movie) == 2271)
  }

  @Test func `the first composition offset is skipped`() throws {
    let moov = try amended([1: Track(start: .zero, compositionOffset: seconds(1001.0 / 15_000))])
    #expect(edits(tracks(moov).first) == [[2002, 2002]])
  }

  @Test func `an edit list that was there is replaced, and other tracks stay`() throws {
    let old = Boxes.box("edts", Boxes.box("elst", Boxes.zeros(4), Boxes.number(1, 4), Boxes.zeros(12)))
    let index = Boxes.box("moov", Boxes.mvhd(), Boxes.trak(extra: old), Boxes.trak(id: 9))
    let before = try #require(MovieBox.list(index[...])?.first)
    let moov = try amended([1: Track(start: .zero)], index)
    #expect(tracks(moov).first?.children.map(\.type) == ["tkhd", "edts", "mdia"])
    #expect(edits(tracks(moov).first) == [[2002, 0]])
    #expect(tracks(moov).last == tracks(before).last)
  }

  private func offsets(_ moov: MovieBox) -> [[UInt64?]] {
    tracks(moov).map { trak in
      let table = trak["mdia"]?["minf"]?["stbl"]
      let (bytes, width) = table?["stco"].map { ($0.bytes, 4) } ?? (table?["co64"]?.bytes ?? [], 8)
      return (0..<Int(bytes.number(at: 4, count: 4) ?? 0)).map {
        bytes.number(at: 8 + width * $0, count: width)
      }
    }
  }

  @Test func `chunks lie further back by the shift`() throws {
    let moov = try amended([:], shift: 5000)
    #expect(offsets(moov) == [[5048, 6000], [5048, 6000]])
    #expect(offsets(try amended([:])) == [[48, 1000], [48, 1000]])
  }

  @Test(
    arguments: [
      (UInt64(0xFFFF_FFFF - 100), UInt64(100), "stco"), (0xFFFF_FFFF - 100, 101, "co64"),
      (4_000_000_000, 400_000_000, "co64"),
    ] as [(UInt64, UInt64, String)])
  func `offsets beyond 4 GiB take 64 bits`(last: UInt64, shift: UInt64, type: String) throws {
    let moov = try amended(
      [:], shift: shift, Boxes.box("moov", Boxes.mvhd(), Boxes.trak(chunks: [48, last])))
    #expect(offsets(moov) == [[48 + shift, last + shift]])
    let table = tracks(moov).first?["mdia"]?["minf"]?["stbl"]
    #expect(table?.children.map(\.type.description) == ["stsz", type])
  }

  @Test func `offsets of 64 bits stay so or shrink, and keep their values`() throws {
    let co64 = Boxes.box(
      "co64", Boxes.zeros(4), Boxes.number(2, 4), Boxes.number(7, 8), Boxes.number(6 << 30, 8))
    let index = Boxes.box(
      "moov", Boxes.mvhd(),
      Boxes.trak(
        extra: Boxes.box(
          "mdia", Boxes.box("mdhd", Boxes.zeros(24)), Boxes.box("minf", Boxes.box("stbl", co64)))))
    #expect(offsets(try amended([:], shift: 10, index)) == [[17, 6 << 30 + 10]])
  }

  @Test(arguments: 0..<4, [false, true])
  func `the display matrix turns the coded picture as the orientation says`(turns: Int, isFlipped: Bool)
    throws
  {
    let orientation = Orientation(quarterTurns: turns, isFlipped: isFlipped)
    let moov = try amended([1: Track(start: .zero, orientation: orientation)])
    let bytes = try #require(tracks(moov).first?["tkhd"]?.bytes)
    let matrix = (0..<9).map {
      Double(Int32(truncatingIfNeeded: bytes.number(at: 40 + 4 * $0, count: 4) ?? 0)) / 65_536
    }
    let shown = PictureSize(width: 640, height: 360).displayed(orientation)
    let displayed = Box(left: 0.1, top: 0.2, width: 0.3, height: 0.15)
    let coded = orientation.coded(displayed)
    let corners = [(coded.left, coded.top), (coded.right, coded.bottom)].map { x, y in
      let (x, y) = (x * 640, y * 360)
      return (
        (matrix[0] * x + matrix[3] * y + matrix[6]) / Double(shown.width),
        (matrix[1] * x + matrix[4] * y + matrix[7]) / Double(shown.height)
      )
    }
    #expect(abs(min(corners[0].0, corners[1].0) - 0.1) < 1e-6)
    #expect(abs(max(corners[0].0, corners[1].0) - 0.4) < 1e-6)
    #expect(abs(min(corners[0].1, corners[1].1) - 0.2) < 1e-6)
    #expect(abs(max(corners[0].1, corners[1].1) - 0.35) < 1e-6)
  }

  @Test func `fragments are given the whole length`() throws {
    let index = Boxes.box(
      "moov", Boxes.mvhd(duration: 0), Boxes.trak(duration: 0), Boxes.box("mvex", Boxes.box("trex")))
    let amendment = MovieAmendment(
      tracks: [1: Track(start: .zero)], mediaShift: 0, fragmentedDuration: seconds(8))
    let bytes = try #require(amendment.applied(to: index))
    let moov = try #require(MovieBox.list(bytes[...])?.first)
    #expect(moov["mvex"]?.children.map(\.type) == ["mehd", "trex"])
    #expect(moov["mvex"]?["mehd"]?.bytes.number(at: 4, count: 8) == 8000)
    #expect(duration(moov["mvhd"], .movie) == 8000)
    #expect(edits(tracks(moov).first) == [[0, 0]])
  }

  @Test(arguments: [
    [], Boxes.ftyp, Boxes.box("moov"), Array(Boxes.moov.dropLast(4)),
    Boxes.box("moov", Boxes.mvhd(), Boxes.box("trak")),
  ])
  func `what is no whole index is refused`(bytes: [UInt8]) {
    #expect(MovieAmendment(tracks: [:], mediaShift: 1).applied(to: bytes) == nil)
  }

  @Test(arguments: [
    (Int64(0), UInt32(48_000), UInt64(0)), (-5, 1000, 0), (21_333_333, 48_000, 1024),
    (33_366_667, 30_000, 1001),
    (Int64.max, 1000, 9_223_372_036_855), (500_000, 1000, 1), (499_999, 1000, 0),
  ])
  func `times become ticks, rounded to the nearest`(nanoseconds: Int64, timescale: UInt32, ticks: UInt64) {
    #expect(MediaTime(nanoseconds: nanoseconds).ticks(timescale) == ticks)
  }
}
