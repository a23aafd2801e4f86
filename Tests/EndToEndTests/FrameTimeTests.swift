import FrameveilTesting
import Testing

/// Unusual frame times: no face is unredacted on any frame.
@Suite(.blocking) struct FrameTimeTests {
  private static let sample = Frameveil.sample("faces.mp4")
  private static let coding = ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-crf", "16"]

  /// Half a second of the sample, scaled down, as a transport stream that begins at `offset`.
  private static func part(_ name: String, from start: String, _ filters: String, at offset: String) throws
    -> String
  {
    let stream = ["-output_ts_offset", offset, "-muxdelay", "0", "-muxpreload", "0"]
    return try ClipMaker.clip(
      name, ["-ss", start, "-t", "0.5", "-i", sample, "-vf", "scale=640:360,\(filters)"] + coding + stream)
  }

  /// Runs `blur` with the embedded detector on a video of 640x360, which must succeed, and returns the unredacted faces
  /// of the output.
  ///
  /// - Parameter frames: the frame of the sample for each frame of the output, and whether it is mirrored.
  private func unredacted(
    _ input: String, _ options: [String] = [], frames: [(number: Int, isMirrored: Bool)]
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(
      ["blur", input, "-o", folder("out.mp4"), "--effect", "solid", "-q", "--detect-size", "320"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let (truth, video) = (try Truth.load(), try LumaFrames(folder("out.mp4"), width: 640, height: 360))
    var (unredacted, count) = ([String](), 0)
    for (number, isMirrored) in frames {
      let found: [String]? = video.next { luma in
        truth.frames[number].faces.filter { $0.visible > 0.3 }.compactMap { face in
          var box = face.box
          if isMirrored { box.left = 1 - box.left - box.width }
          let (x, y) = box.pixels(width: luma.width, height: luma.height)
          return luma.share(x: x, y: y) { $0 < 28 } < 0.9 ? "face \(face.id) on frame \(count)" : nil
        }
      }
      unredacted += try #require(found, "the result ends before frame \(count)")
      count += 1
    }
    #expect(video.next { _ in } == nil)
    return unredacted
  }

  /// The second stream begins again at 0, shares two timestamps with the first, shares one, follows it.
  @Test(arguments: ["0", "0.4333333", "0.4666667", "0.5"])
  func `every face is redacted where joined transport streams share a timestamp`(offset: String) throws {
    let first = try Self.part("join-a.ts", from: "0", "hflip", at: "0")
    let second = try Self.part("join-b-\(offset).ts", from: "5", "negate=components=u+v", at: offset)
    let folder = try TemporaryFolder()
    try folder.write("joined.ts", bytes(of: first) + bytes(of: second))
    let frames = (0..<15).map { ($0, true) } + (150..<165).map { ($0, false) }
    #expect(try unredacted(folder("joined.ts"), frames: frames) == [])
  }

  @Test func `every face is redacted in an AVI whose frames share timestamps`() throws {
    let coding = ["-an", "-c:v", "mpeg4", "-vtag", "XVID", "-bf", "2", "-q:v", "3", "-vf", "scale=640:360"]
    let clip = try ClipMaker.clip("xvid.avi", ["-t", "0.5", "-i", Self.sample] + coding)
    #expect(try unredacted(clip, frames: (0..<15).map { ($0, false) }) == [])
  }

  /// A live recording of 15 frames that was restarted in the same file: it contains its clusters twice.
  private func repeated(_ folder: TemporaryFolder) throws -> String {
    let live =
      ["-t", "0.5", "-i", Self.sample, "-vf", "scale=640:360"] + Self.coding + [
        "-f", "matroska", "-live", "1",
      ]
    let whole = try bytes(of: ClipMaker.clip("live.mkv", live))
    let cluster = try #require(
      whole.indices.dropLast(4).first { Array(whole[$0..<$0 + 4]) == [0x1F, 0x43, 0xB6, 0x75] })
    return try folder.write("again.mkv", whole + whole[cluster...])
  }

  @Test func `decreasing timestamps are refused with their position`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(
      ["blur", repeated(folder), "-o", folder("out.mp4"), "--detect-size", "320"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("again.mkv"))
    #expect(outcome.errors.contains("0:00:00.467"), "\(outcome.errors)")
    #expect(outcome.errors.contains("--allow-damaged"))
  }

  @Test func `every face is redacted where timestamps decrease, with --allow-damaged`() throws {
    let folder = try TemporaryFolder()
    let input = try repeated(folder)
    let frames = (0..<15).map { ($0, false) }
    #expect(try unredacted(input, ["--allow-damaged"], frames: frames + frames) == [])
  }

  @Test func `verify checks every frame, also frames that share a timestamp`() throws {
    let coding = ["-an", "-c:v", "mpeg4", "-vtag", "XVID", "-bf", "2", "-vf", "scale=320:180"]
    let clip = try ClipMaker.clip("xvid-small.avi", ["-t", "0.5", "-i", Self.sample] + coding)
    let outcome = try Frameveil.run(["verify", clip, "--detect-size", "320"])
    #expect(outcome.errors.contains("of 15 frames"), "\(outcome.errors)")
  }
}
