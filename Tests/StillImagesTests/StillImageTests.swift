import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Which files are accepted as images, and which of their bytes reach the decoder.
@Suite(.blocking) struct StillImageTests {
  private func refusal(_ file: [UInt8], _ limits: FrameLimits = .image) -> StillImage.Refusal? {
    do throws(StillImage.Refusal) {
      _ = try StillImage(file, within: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["1x1", "7x5", "333x18"]) func `a complete image of any variant is accepted`(size: String)
    throws
  {
    let files = try TestImages.ofAllKinds(size)
    #expect(files.count == 24)
    for (name, file) in files {
      let image = try StillImage(file)
      #expect("\(image.size.width)x\(image.size.height)" == size, "\(name)")
      #expect(name.hasSuffix(".png") ? image.bytes.count <= file.count : image.bytes == file, "\(name)")
    }
    #expect(try StillImage(TestImages.progressive).size == FrameSize(width: 40, height: 30))
  }

  @Test func `trailing data and ancillary chunks are not passed to the decoder`() throws {
    let jpeg = TestImages.progressive
    #expect(try StillImage(jpeg + [0, 1] + jpeg + [0xFF]).bytes == jpeg)
    let png = try TestImages.made("plain.png", "33x18", [])
    let packed = TestImages.chunk("iCCP", [0x61, 0, 0] + Array(repeating: 7, count: 1000))
    let more = png[..<33] + packed + png[33...] + TestImages.chunk("zTXt", [1]) + png
    #expect(try StillImage(Array(more)).bytes == StillImage(png).bytes)
  }

  @Test(arguments: 0xC0...0xCF as ClosedRange<UInt8>) func `the size limit applies to every frame header`(
    marker: UInt8
  ) throws {
    let isFrame = ![0xC4, 0xC8, 0xCC].contains(marker)
    for size in [FrameSize(width: 65_500, height: 65_500), FrameSize(width: 10_001, height: 1)] {
      var file = TestImages.progressive
      let place = try #require(TestImages.frameHeader(file))
      file[place + 1] = marker
      file.replaceSubrange(
        place + 5..<place + 9,
        with: TestImages.number(size.height).suffix(2) + TestImages.number(size.width).suffix(2))
      #expect(refusal(file) == (isFrame ? .tooLarge(size) : .damaged))
    }
  }

  @Test func `a component without a scan is damaged`() throws {
    var file = TestImages.progressive
    let data = try #require(TestImages.data(file))
    // The first scan has all three components; now it has the first one three times.
    #expect(file[data - 10] == 3)
    for place in [data - 7, data - 5] { file[place] = file[data - 9] }
    #expect(throws: (any Error).self) { try EditableImages.open(file) }
  }

  @Test func `a missing or second frame header is damaged`() throws {
    let file = TestImages.progressive
    let place = try #require(TestImages.frameHeader(file))
    let header = file[place..<place + 19]
    #expect(refusal(Array(file[..<place] + header + file[place...])) == .damaged)
    #expect(refusal(Array(file[..<place] + file[(place + 19)...])) == .damaged)
    let end = file.count - 2
    #expect(refusal(Array(file[..<end] + header + file[end...])) == .damaged)
  }

  @Test(arguments: [
    (65_000, 65_000), (10_001, 1), (1, 10_001), (9_000, 9_000), (1 << 31 - 1, 1 << 31 - 1),
  ]) func `a PNG beyond the limits is rejected by its header`(width: Int, height: Int) {
    let file = TestImages.emptyPNG(width: width, height: height)
    #expect(refusal(file) == .tooLarge(FrameSize(width: width, height: height)))
  }

  @Test func `the pixel limit is halved for a PNG with 16 bits per channel`() {
    let limits = FrameLimits(side: 100, pixels: 1000)
    let size = FrameSize(width: 50, height: 15)
    let deep = TestImages.emptyPNG(width: 50, height: 15, depth: 16, colour: 6)
    #expect(refusal(deep, limits) == .tooLarge(size))
    #expect(refusal(TestImages.emptyPNG(width: 50, height: 15), limits) == nil)
  }

  @Test(arguments: [
    (0, 1, 8, 2), (1, 0, 8, 2), (1 << 31, 1, 8, 2), (1, 1, 3, 0), (1, 1, 16, 3), (1, 1, 8, 7),
  ])
  func `a PNG with an invalid header is damaged`(width: Int, height: Int, depth: UInt8, colour: UInt8) {
    #expect(
      refusal(TestImages.emptyPNG(width: width, height: height, depth: depth, colour: colour)) == .damaged)
  }

  @Test func `an image with incomplete data is damaged`() throws {
    func isDamaged(_ file: [UInt8]) -> Bool {
      do {
        _ = try EditableImages.open(file)
        return false
      } catch {
        return error as? StillImage.Refusal == .damaged
      }
    }
    #expect(!isDamaged(TestImages.emptyPNG(width: 1, height: 1)), "four bytes are a row")
    #expect(isDamaged(TestImages.emptyPNG(width: 2, height: 1)))
    #expect(isDamaged(TestImages.emptyPNG(width: 1, height: 1, colour: 0)), "and too many for this")
    let file = try TestImages.made("plain.jpg", "333x180", [])
    let data = try #require(TestImages.data(file))
    for share in [0, 1, 10, 50, 90, 98] {
      let cut = Array(file[..<(data + (file.count - 2 - data) * share / 100)])
      #expect(isDamaged(cut))
      #expect(isDamaged(cut + [0xFF, 0xD9]), "\(share) % of its data")
    }
    let scan = TestImages.progressive
    for count in stride(from: 20, to: scan.count - 3, by: 7) {
      #expect(throws: (any Error).self, "\(count) bytes") {
        try EditableImages.open(Array(scan[..<count]) + [0xFF, 0xD9])
      }
    }
  }

  @Test func `other formats are unknown`() {
    for file in [
      [], [0xFF], [0xFF, 0xD8], Array("GIF89a".utf8), Array("<svg/>".utf8), [0x89, 0x50, 0x4E, 0x47],
    ] {
      #expect(refusal(file) == .unknownFormat)
    }
    #expect(refusal([0xFF, 0xD8, 0xFF]) == .damaged && refusal([0xFF, 0xD8, 0xFF, 0xD9]) == .damaged)
  }

  @Test(arguments: 0..<40) func `an accepted image with random changes is within the limits`(seed: UInt64)
    throws
  {
    let limits = FrameLimits(side: 64, pixels: 2000)
    let png = try TestImages.made("fuzzed.png", "20x10", ["-pix_fmt", "pal8"])
    var chance = Chance(seed: seed)
    for original in [png, TestImages.progressive] {
      for _ in 0..<25 {
        var file = original
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
          file[Int.random(in: 0..<file.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        if let image = try? StillImage(file, within: limits) { #expect(limits.allow(image.size)) }
        if let image = try? StillImage(Array(file.prefix(Int.random(in: 0...file.count, using: &chance)))) {
          #expect(FrameLimits.image.allow(image.size))
        }
      }
    }
  }

  /// A linear congruential generator (Knuth's constants), so that failures are reproducible.
  private struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
