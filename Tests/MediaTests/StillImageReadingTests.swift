import Core
import FrameveilTesting
import Geometry
import Media
import Testing

/// Still images, which are read as videos of one frame.
@Suite(.blocking) struct StillImageReadingTests {
  private static let source = [
    "-f", "lavfi", "-i", "testsrc2=size=322x242:rate=1:duration=1", "-frames:v", "1",
  ]

  private func read(_ path: String) async throws -> Readout {
    let readout = try await Readout(.ranges(MemoryBytes(bytes(of: path), name: "picture")))
    #expect(readout.frames.count == 1)
    #expect(readout.frames.first?.time == .zero)
    #expect(readout.tracks.isEmpty)
    return readout
  }

  @Test(arguments: [
    ("yuvj420p", "jpg"), ("yuvj422p", "jpg"), ("yuvj444p", "jpg"), ("gray", "jpg"),
    ("rgb24", "png"), ("rgba", "png"), ("gray", "png"), ("pal8", "png"), ("ya8", "png"), ("rgb48be", "png"),
  ])
  func `an image is one frame`(format: String, ending: String) async throws {
    let quality = ending == "jpg" ? ["-q:v", "2"] : []
    let path = try ClipMaker.clip("still-\(format).\(ending)", Self.source + ["-pix_fmt", format] + quality)
    let readout = try await read(path)
    #expect(readout.size == FrameSize(width: 322, height: 242))
  }

  @Test(arguments: [
    (1, 0, false), (2, 0, true), (3, 2, false), (4, 2, true), (5, 3, true), (6, 1, false), (7, 1, true),
    (8, 3, false),
  ])
  func `the EXIF orientation is read`(exif: UInt8, turns: Int, isFlipped: Bool) async throws {
    let path = try ClipMaker.clip("still-turned.jpg", Self.source + ["-pix_fmt", "yuvj420p"])
    let plain = try bytes(of: path)
    // An APP1 segment with a TIFF header and one entry: Orientation (EXIF 2.3, section 4.6.4).
    let tiff: [UInt8] =
      [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1] + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, exif, 0, 0] + [0, 0, 0, 0]
    let content = [UInt8]("Exif".utf8) + [0, 0] + tiff
    let segment = [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content
    let turned = Array(plain.prefix(2)) + segment + plain.dropFirst(2)
    let readout = try await Readout(.ranges(MemoryBytes(turned, name: "picture")))
    #expect(readout.frames.count == 1)
    #expect(readout.orientation == Orientation(quarterTurns: turns, isFlipped: isFlipped))
  }

  @Test func `a large image is read`() async throws {
    let path = try ClipMaker.clip(
      "still-large.jpg",
      [
        "-f", "lavfi", "-i", "testsrc2=size=6000x4000:rate=1:duration=1", "-frames:v", "1", "-pix_fmt",
        "yuvj420p",
      ])
    #expect(try await read(path).size == FrameSize(width: 6000, height: 4000))
  }

  @Test func `a truncated PNG is rejected`() async throws {
    let path = try ClipMaker.clip("still-cut.png", Self.source + ["-pix_fmt", "rgb24"])
    let whole = try bytes(of: path)
    await #expect(throws: UserError.self) {
      _ = try await Readout(.ranges(MemoryBytes(Array(whole.prefix(whole.count / 2)), name: "picture")))
    }
  }
}
