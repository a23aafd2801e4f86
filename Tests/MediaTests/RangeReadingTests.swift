import Core
import FrameveilTesting
import Media
import Testing

/// Videos that are read by ranges: the same as from a file, and almost no byte is read twice.
@Suite(.blocking) struct RangeReadingTests {
  private static func error(_ body: () async throws -> Void) async -> (any Error)? {
    do { try await body() } catch { return error }
    return nil
  }

  @Test(arguments: RangeClip.allCases)
  func `frames and packets are the same as from a file`(clip: RangeClip) async throws {
    let expected = try await Readout(.file(path: clip.path))
    #expect(expected.frames.count == 150)
    #expect(expected.tracks.count == (clip.isSilent ? 0 : 1))
    #expect(try await Readout(.ranges(CountedFile(clip.path))) == expected)
  }

  @Test(arguments: RangeClip.allCases)
  func `almost no byte is read twice`(clip: RangeClip) async throws {
    let file = try CountedFile(clip.path)
    _ = try await Readout(.ranges(file))
    // The demuxer reads 16 bytes of each fragment twice.
    #expect(file.bytesReadAgain <= 64, "\(file.bytesReadAgain) of \(file.size)")
  }

  struct Unreadable: Error {}

  @Test(arguments: [RangeClip.indexFirst, .indexLast, .fragmented, .matroska, .transport], [1, 2, 5, 12])
  func `a read error is rethrown unchanged`(clip: RangeClip, request: Int) async throws {
    let file = try CountedFile(clip.path) { if $0 >= request { throw Unreadable() } }
    let error = await Self.error { _ = try await Readout(.ranges(file)) }
    #expect(error is Unreadable, "\(String(describing: error))")
  }

  @Test(arguments: [RangeClip.indexFirst, .matroska, .transport], [1, 3, 12])
  func `cancelling a reader ends a pending read`(clip: RangeClip, request: Int) async throws {
    let waits = AsyncEvent()
    let file = try CountedFile(clip.path) { number in
      guard number >= request else { return }
      waits.notify()
      while !Task.isCancelled { await AsyncEvent().wait() }
      try Task.checkCancellation()
    }
    let task = Task {
      defer { waits.notify() }
      return try await Readout(.ranges(file))
    }
    await waits.wait()
    task.cancel()
    let error = await Self.error { _ = try await task.value }
    #expect(error is CancellationError, "\(String(describing: error))")
  }

  @Test(arguments: [RangeClip.indexFirst, .indexLast, .quickTime])
  func `a truncated movie is rejected as a file is, after few reads`(clip: RangeClip)
    async throws
  {
    let folder = try TemporaryFolder()
    let whole = try bytes(of: clip.path)
    let cut = try folder.write("cut.mp4", whole.prefix(whole.count - 100))
    let file = try CountedFile(cut)
    let expected = await Self.error { _ = try await Readout(.file(path: cut)) } as? UserError
    let error = await Self.error { _ = try await Readout(.ranges(file)) } as? UserError
    #expect(expected?.code == .invalidInput)
    #expect(error.map { "\($0)" } == expected.map { "\($0)" })
    #expect(file.bytesRead < 100_000)
  }

  @Test func `a truncated fragmented movie is rejected`() async throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(of: RangeClip.fragmented.path)
    for missing in [100, whole.count / 3] {
      let file = try CountedFile(folder.write("cut.mp4", whole.prefix(whole.count - missing)))
      let error = await Self.error { _ = try await Readout(.ranges(file)) } as? UserError
      #expect(error?.code == .invalidInput)
      #expect(error?.message.contains("is truncated") == true, "\(String(describing: error))")
    }
  }

  @Test(arguments: [
    ([UInt8](), "is empty"), ([UInt8]("no video at all".utf8), "is not a video"),
    ([0, 0, 0, 16] + [UInt8]("ftypisom\0\0\0\0".utf8), "without its index"),
  ])
  func `an input that is not a video is rejected`(bytes: [UInt8], words: String) async throws {
    let input = MediaInput.ranges(MemoryBytes(bytes, name: "s3://b/k"))
    let error = await Self.error { _ = try await Readout(input) } as? UserError
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == "s3://b/k")
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `a short read is an error`() async throws {
    struct Short: ByteRanges {
      let whole: CountedFile
      var name: String { "s3://b/k" }
      var size: UInt64 { whole.size }
      func read(_ count: Int, at offset: UInt64) async throws -> [UInt8] {
        try await whole.read(count, at: offset).dropLast(offset > 200_000 ? 1 : 0)
      }
    }
    let input = MediaInput.ranges(Short(whole: try CountedFile(RangeClip.indexFirst.path)))
    let error = await Self.error { _ = try await Readout(input) } as? UserError
    #expect(error?.code == .inputOutput)
  }
}
