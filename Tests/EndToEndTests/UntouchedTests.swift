import FoundationEssentials
import FrameveilTesting
import Testing

/// Groups of pictures on which nothing is redacted are copied. ffmpeg and GStreamer judge the result.
@Suite(.blocking) struct UntouchedTests {
  /// Ways in which encoders divide a video into groups, each with an input container and the groups' length in frames.
  enum Coding: String, CaseIterable, Sendable {
    case consecutive, reordered, pyramid, matroska, transport, transportWithoutReordering, fragmented, slices
    case interlaced, fullRange, chroma422, chroma444, keyPicturesOnly, otherNumbers, rateLimited, variableRate

    var ending: String {
      switch self {
      case .matroska, .chroma444, .variableRate: "mkv"
      case .transport, .transportWithoutReordering: "ts"
      default: "mp4"
      }
    }

    fileprivate var options: [String] {
      switch self {
      case .consecutive, .transportWithoutReordering: ["-bf", "0"]
      case .pyramid: ["-bf", "3", "-x264-params", "b-pyramid=normal:ref=4"]
      case .slices: ["-bf", "2", "-x264-params", "slices=4"]
      case .interlaced: ["-flags", "+ilme+ildct", "-x264-params", "tff=1"]
      case .fullRange: ["-pix_fmt", "yuvj420p", "-color_range", "pc"]
      case .chroma422: ["-pix_fmt", "yuv422p"]
      case .chroma444: ["-pix_fmt", "yuv444p"]
      case .keyPicturesOnly: ["-g", "1"]
      case .otherNumbers: ["-x264-params", "sps-id=1"]
      case .rateLimited: ["-b:v", "1M", "-maxrate", "1M", "-bufsize", "1M", "-x264-params", "nal-hrd=vbr"]
      case .variableRate: ["-vf", "select='not(eq(mod(n,7),3))',setpts=PTS", "-fps_mode", "vfr"]
      case .fragmented: ["-movflags", "+frag_keyframe+empty_moov"]
      case .reordered, .matroska, .transport: ["-bf", "2"]
      }
    }

    /// Fifteen seconds with sound.
    var path: String { get throws { try UntouchedTests.clip("untouched-\(rawValue).\(ending)", options) } }
  }

  fileprivate static func clip(_ name: String, _ options: [String]) throws -> String {
    try ClipMaker.clip(
      name,
      ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "15"]
        + ["-c:a", "aac", "-c:v", "libx264", "-preset", "veryfast", "-g", "25"] + options)
  }

  /// A face from 7 to 8 s.
  private static let faces = DetectionResponse.text(
    [[0.4, 0.4, 0.1, 0.2]], milliseconds: Array(stride(from: 7000, through: 8000, by: 200)))

  private struct Summary: Decodable {
    struct Untouched: Decodable {
      var copiedFrames: Int
      var encoded: [String: Int]
      var refusal: String?
    }
    var frames: Int
    var untouched: Untouched?
    var notes: [String]
  }

  private func hide(
    _ input: String, _ output: String, _ options: [String] = [], _ faces: String = Self.faces
  ) throws -> Summary {
    let folder = try TemporaryFolder()
    let outcome = try blur(
      input, folder.write("faces.json", faces), output, ["--allow-mismatch", "--json"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
  }

  /// The frames' checksums, by ffmpeg, which must have nothing to warn of.
  private func frames(_ path: String) throws -> [String] {
    let decoded = try Program(["ffmpeg", "-v", "warning", "-i", path, "-map", "0:v", "-f", "framemd5", "-"])
      .run()
    try #require(decoded.code == 0 && decoded.errors.isEmpty, "\(path): \(decoded.errors)")
    return decoded.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      String(line.split(separator: " ").last ?? "")
    }
  }

  /// The frames that differ from those of the input, from the first to the last of them.
  private func changed(_ output: String, from input: String) throws -> Range<Int> {
    let (given, found) = try (frames(input), frames(output))
    try #require(given.count == found.count)
    let places = given.indices.filter { given[$0] != found[$0] }
    return (places.first ?? 0)..<(places.last.map { $0 + 1 } ?? 0)
  }

  @Test(arguments: Coding.allCases)
  func `frames outside the groups with a face stay bit-identical, with their times`(coding: Coding) throws {
    let folder = try TemporaryFolder()
    let (input, output) = try (coding.path, folder("out.mp4"))
    let summary = try hide(input, output)
    let changed = try changed(output, from: input)
    let untouched = try #require(summary.untouched)
    #expect(summary.frames - untouched.copiedFrames == changed.count)
    #expect(changed.count > 20)
    #expect(changed.count < summary.frames / 2)
    #expect(try haveEqualTimes(input, output))
  }

  /// Whether the frames have the same distances from the first, to a millisecond, which is Matroska's time base.
  private func haveEqualTimes(_ input: String, _ output: String) throws -> Bool {
    let (given, found) = try (MediaProbe.frameTimes(input), MediaProbe.frameTimes(output))
    return zip(given, found).allSatisfy { one, other in
      abs((one.milliseconds - given[0].milliseconds) - (other.milliseconds - found[0].milliseconds)) <= 1
    }
  }

  @Test(arguments: ["mkv", "mov", "ts"])
  func `groups are copied into other containers`(ending: String) throws {
    let folder = try TemporaryFolder()
    let (input, output) = try (Coding.pyramid.path, folder("out.\(ending)"))
    let summary = try hide(input, output)
    #expect(try changed(output, from: input).count == summary.frames - (summary.untouched?.copiedFrames ?? 0))
  }

  @Test(arguments: [0, 7000], [Coding.pyramid, .transport, .keyPicturesOnly])
  func `a transport stream has both kinds of parameter sets before each IDR picture`(
    begin: Int, coding: Coding
  ) throws {
    let folder = try TemporaryFolder()
    let faces = DetectionResponse.text(
      [[0.4, 0.4, 0.1, 0.2]], milliseconds: Array(stride(from: begin, through: begin + 1000, by: 200)))
    let summary = try hide(coding.path, folder("out.ts"), [], faces)
    let copied = try #require(summary.untouched?.copiedFrames)
    #expect(try changed(folder("out.ts"), from: coding.path).count == summary.frames - copied)
    try Program([
      "ffmpeg", "-v", "error", "-i", folder("out.ts"), "-map", "0:v", "-c", "copy", folder("out.h264"),
    ])
    .runTool()
    let kinds = Self.unitKinds(try bytes(of: folder("out.h264")))
    // Access units begin with a delimiter (type 9); parameter sets have the types 7 and 8, IDR pictures 5.
    let keys = kinds.split(separator: 9).filter { $0.contains(5) }
    #expect(keys.count >= 10)
    #expect(keys.allSatisfy { unit in [7, 8].allSatisfy { kind in unit.filter { $0 == kind }.count == 2 } })
  }

  /// The types of the NAL units between start codes.
  private static func unitKinds(_ bytes: [UInt8]) -> [UInt8] {
    bytes.indices.dropFirst(3).compactMap { place in
      bytes[place - 3] == 0 && bytes[place - 2] == 0 && bytes[place - 1] == 1 ? bytes[place] & 0x1F : nil
    }
  }

  @Test(arguments: [Coding.reordered, .pyramid, .transport])
  func `GStreamer plays across the seams`(coding: Coding) throws {
    let folder = try TemporaryFolder()
    let summary = try hide(coding.path, folder("out.mp4"))
    let played = try Program([
      "gst-launch-1.0", "-q", "filesrc", "location=\(folder("out.mp4"))", "!", "qtdemux", "!", "h264parse",
      "!",
      "avdec_h264", "!", "videoconvert", "!", "video/x-raw,format=GRAY8", "!", "filesink",
      "location=\(folder("frames"))",
    ]).run()
    #expect(played.code == 0 && played.errors.isEmpty, "\(played.errors)")
    #expect(try bytes(of: folder("frames")).count == summary.frames * 320 * 240)
  }

  @Test func `with encode nothing is copied, and copy requires that something can be`() throws {
    let folder = try TemporaryFolder()
    let input = try Coding.reordered.path
    #expect(try hide(input, folder("all.mp4"), ["--untouched", "encode"]).untouched == nil)
    #expect(try changed(folder("all.mp4"), from: input).count == 375)
    let faces = try folder.write("faces.json", Self.faces)
    let outcome = try blur(
      input, faces, folder("out.webm"), ["--allow-mismatch", "--no-audio", "--untouched", "copy"])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("cannot be copied"))
  }

  @Test(arguments: [
    ("open", ["-x264-params", "open-gop=1"], "are open"), ("endless", ["-g", "9999"], "something else"),
  ])
  func `a group is copied up to the pictures before its first face`(
    name: String, options: [String], reason: String
  ) throws {
    let folder = try TemporaryFolder()
    let input = try Self.clip("untouched-\(name).mp4", ["-bf", "3"] + options)
    let untouched = try #require(try hide(input, folder("out.mp4")).untouched)
    // The redaction begins an interval before the first sample; a picture that waits for three B-frames is encoded with it.
    #expect((165...170).contains(untouched.copiedFrames), "\(untouched.copiedFrames)")
    #expect(try changed(folder("out.mp4"), from: input) == untouched.copiedFrames..<375)
    #expect(try haveEqualTimes(input, folder("out.mp4")))
    #expect(untouched.encoded.keys.contains { $0.contains(reason) }, "\(untouched.encoded)")
  }

  @Test(arguments: 0..<4)
  func `any cover in any coding leaves all other pictures as they are`(seed: Int) throws {
    var chance = SplitMix(seed: UInt64(seed))
    let folder = try TemporaryFolder()
    // Where interlaced pictures begin with a face, everything is encoded (ARCHITECTURE.md).
    let coding = try #require(Coding.allCases.filter { $0 != .interlaced }.randomElement(using: &chance))
    let times = (0..<3).flatMap { _ in
      let start = Int.random(in: 0..<14_000, using: &chance)
      return Array(stride(from: start, to: start + Int.random(in: 1...2000, using: &chance), by: 200))
    }
    let faces = DetectionResponse.text([[0.4, 0.4, 0.1, 0.2]], milliseconds: times.sorted())
    let summary = try hide(coding.path, folder("out.mp4"), [], faces)
    let (given, found) = try (frames(coding.path), frames(folder("out.mp4")))
    try #require(given.count == found.count)
    let copied = try #require(summary.untouched?.copiedFrames)
    #expect(given.indices.filter { given[$0] == found[$0] }.count == copied, "\(coding) \(times)")
    #expect(!summary.notes.contains { $0.contains("everything was encoded") }, "\(coding) \(times)")
  }

  /// Videos that cannot be copied, and the reason.
  static let refused: [(name: String, options: [String], reason: String)] = [
    ("grey", ["-pix_fmt", "gray"], "header"),
    ("hevc", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"], "hevc"),
  ]

  @Test(arguments: refused)
  func `the reason for encoding is in the summary`(name: String, options: [String], reason: String) throws {
    let folder = try TemporaryFolder()
    let input = try Self.clip("untouched-\(name).mp4", options)
    let untouched = try #require(try hide(input, folder("out.mp4")).untouched)
    #expect(untouched.copiedFrames == 0)
    let reasons = (untouched.refusal.map { [$0] } ?? []) + untouched.encoded.keys
    #expect(reasons.contains { $0.contains(reason) }, "\(reasons)")
  }

  @Test func `user data in the pictures, which may tell a place, is not copied`() throws {
    let folder = try TemporaryFolder()
    let place = "+52.5200+013.4050"
    let input = try ClipMaker.clip(
      "untouched-place.mp4",
      ["-i", Coding.reordered.path, "-c", "copy", "-bsf:v"]
        + ["h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+\(place)"])
    #expect(ByteArrays.contain(place, in: try bytes(of: input)))
    for output in ["out.mp4", "out.ts"] {
      let summary = try hide(input, folder(output))
      let copied = try #require(summary.untouched?.copiedFrames)
      #expect(copied > summary.frames / 2)
      #expect(try changed(folder(output), from: Coding.reordered.path).count == summary.frames - copied)
      #expect(!ByteArrays.contain(place, in: try bytes(of: folder(output))))
      #expect(summary.notes.contains { $0.contains("user data") })
    }
  }
}
