import FrameveilTesting
import Media
import Testing

/// Groups of pictures that nobody needs to see are passed on without being decoded.
@Suite(.blocking) struct SkippedGroupsTests {
  @Test func `all frames arrive although sound fills what the reader holds`() async throws {
    // One group comes with 6 MB of sound.
    let path = try ClipMaker.clip(
      "skipped-sound.mov",
      ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=r=192000", "-t", "8"]
        + ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-c:a", "pcm_s32le", "-ac", "4"])
    let reader = try MediaReader(input: .file(path: path), options: .init(keepsGroups: true))
    _ = try await reader.open()
    await reader.skipGroups { _ in true }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var (frames, undecoded) = (0, 0)
        while let frame = try await reader.nextFrame() {
          frames += 1
          if !frame.isDecoded { undecoded += 1 }
        }
        // Throws, because the other task would wait for ever.
        try #require(frames == 200)
        #expect(undecoded >= 150)
      }
      group.addTask { while try await reader.nextPacket(track: 0) != nil {} }
      // The first error ends the other task.
      while try await group.next() != nil {}
    }
    try await reader.checkComplete()
    await reader.close()
  }
}
