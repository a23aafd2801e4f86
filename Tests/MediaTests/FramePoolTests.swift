import FrameveilTesting
import Geometry
import Glibc
@testable import Media
import Testing

/// A frame is changed in place, or a copy of it: whoever else refers to it sees the pixels that were decoded.
@Suite(.blocking) struct FramePoolTests {
  @Test(arguments: ["libx264", "mpeg4", "libvpx", "ffv1"])
  func `the decoder and other owners of a frame never see a change`(encoder: String) async throws {
    let path = try ClipMaker.clip(
      "pool-\(encoder).mkv",
      ["-f", "lavfi", "-i", "testsrc2=size=160x96:rate=25:duration=1", "-c:v", encoder, "-g", "10"])
    let untouched = try await Self.frames(of: path)
    let expected = try untouched.map(Self.values)
    let reader = try MediaReader(input: .file(path: path))
    let pool = try FramePool(format: try await reader.open().format)
    var (kept, index, inPlace): ([Frame], Int, Int) = ([], 0, 0)
    var waiting: [Frame] = []
    while true {
      // The decoder releases a frame only when it has decoded others.
      while waiting.count < 10, let next = try await reader.nextFrame() { waiting.append(next) }
      guard !waiting.isEmpty else { break }
      let frame = waiting.removeFirst()
      let (before, address) = (try Self.values(frame), try frame.pixels)
      if index % 3 == 0 { kept.append(frame) }
      let changed = try pool.changed(consume frame) { planes in
        for plane in planes { memset(plane.base, 200, plane.stride) }
      }
      // The decoder would have predicted it from a change.
      #expect(before == expected[index])
      #expect(try Self.values(changed) != expected[index])
      let isSame = try changed.pixels == address
      #expect(index % 3 != 0 || !isSame)
      inPlace += isSame ? 1 : 0
      index += 1
    }
    await reader.close()
    #expect(index == 25)
    #expect(inPlace > 0)
    for (number, frame) in kept.enumerated() { #expect(try Self.values(frame) == expected[3 * number]) }
  }

  private static func frames(of path: String) async throws -> [Frame] {
    let reader = try MediaReader(input: .file(path: path))
    _ = try await reader.open()
    var frames: [Frame] = []
    while let frame = try await reader.nextFrame() { frames.append(frame) }
    await reader.close()
    return frames
  }

  /// The luma values.
  private static func values(_ frame: Frame) throws -> [UInt8] {
    try frame.read { mapped in
      let plane = mapped.planes[0]
      return (0..<mapped.size.height).flatMap { row in
        UnsafeRawBufferPointer(start: plane.base + row * plane.stride, count: mapped.size.width)
      }
    }
  }
}
