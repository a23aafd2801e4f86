import FrameveilTesting
import Testing

/// Audio and subtitle tracks: several, late ones, other codecs.
@Suite(.blocking) struct TrackTests {
  enum Kind: String, CaseIterable, Sendable {
    case twoSounds, lateSound, latePictures, mp3, ac3, pcm, aacInMatroska, flac, timedText, subRip, noSound

    var fileName: String {
      switch self {
      case .aacInMatroska, .flac, .subRip: "\(rawValue).mkv"
      case .pcm: "\(rawValue).mov"
      default: "\(rawValue).mp4"
      }
    }

    /// An output container that supports the tracks.
    var result: String { self == .flac || self == .subRip ? "out.mkv" : self == .pcm ? "out.mov" : "out.mp4" }

    func path() throws -> String {
      let base = try Clip.ntscWithBFrames.path
      let copy = ["-i", base, "-c:v", "copy", "-c:a"]
      switch self {
      case .twoSounds:
        return try clip(["-i", base, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"])
      case .lateSound:
        return try clip([
          "-i", base, "-itsoffset", "0.7", "-i", base, "-map", "0:v", "-map", "1:a", "-c", "copy",
        ])
      case .latePictures:
        return try clip([
          "-itsoffset", "0.7", "-i", base, "-i", base, "-map", "0:v", "-map", "1:a", "-c", "copy",
        ])
      case .mp3: return try clip(copy + ["libmp3lame"])
      case .ac3: return try clip(copy + ["ac3"])
      case .pcm: return try clip(copy + ["pcm_s16le"])
      case .aacInMatroska: return try clip(copy + ["copy"])
      case .flac: return try clip(copy + ["flac"])
      case .timedText:
        return try clip(["-i", base, "-i", subtitles(), "-c", "copy", "-c:s", "mov_text"])
      case .subRip: return try clip(["-i", base, "-i", subtitles(), "-c", "copy", "-c:s", "srt"])
      case .noSound: return try clip(["-i", base, "-c", "copy", "-an"])
      }
    }

    private func clip(_ arguments: [String]) throws -> String { try ClipMaker.clip(fileName, arguments) }

    private func subtitles() throws -> String {
      let text = "1\n00:00:00,200 --> 00:00:00,900\nHello\n\n2\n00:00:01,200 --> 00:00:01,900\nThere\n"
      return try ClipMaker.text("text.srt", text)
    }
  }

  @Test(arguments: Kind.allCases)
  func `every track is kept in sync with the video`(kind: Kind) throws {
    let folder = try TemporaryFolder()
    let input = try kind.path()
    try check(input, kind, folder)
  }

  @Test func `subtitles that the container does not support are refused with a remedy`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Kind.subRip.path(), detections, folder("out.mp4"))
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("--no-subtitles"))
  }

  private func check(_ input: String, _ kind: Kind, _ folder: TemporaryFolder) throws {
    let output = try blurred(input, folder, to: kind.result)
    #expect(try rounded(MediaProbe.frameTimes(output)) == rounded(MediaProbe.frameTimes(input)))
    for type in ["a", "s"] {
      #expect(try MediaProbe.streamCount(output, type) == MediaProbe.streamCount(input, type))
    }
    // Uncompressed audio may be split into packets differently.
    if kind == .pcm { #expect(try samples(output) == samples(input)) }
    for track in 0..<(try MediaProbe.streamCount(input, "a")) where kind != .pcm {
      let stream = "a:\(track)"
      let kept = try MediaProbe.packetHashes(output, stream: stream)
      #expect(try kept == MediaProbe.packetHashes(input, stream: stream))
      #expect(try start(output, stream) == start(input, stream))
    }
    guard kind == .timedText || kind == .subRip else { return }
    #expect(try captions(output) == captions(input))
  }

  /// Numbers, times and text of the subtitles, without the styling that a container adds.
  private func captions(_ path: String) throws -> [String] {
    let words = ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:s", "-f", "srt", "-"]
    let text = String(decoding: try Program(words).runTool(), as: UTF8.self)
    return text.split(separator: "\n").map { line in
      line.hasPrefix("<font")
        ? String(line.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
        : String(line)
    }
  }

  private func rounded(_ times: [MediaProbe.Time]) -> [Int] { times.map(\.milliseconds) }

  private func start(_ path: String, _ stream: String) throws -> Int? {
    try MediaProbe.packetTimes(path, stream: stream).first.map(\.milliseconds)
  }

  private func samples(_ path: String) throws -> [UInt8] {
    try Program(["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:a", "-f", "md5", "-"]).runTool()
  }

  @Test(arguments: [(Kind.twoSounds, "--no-audio", "a"), (.timedText, "--no-subtitles", "s")])
  func `--no-audio and --no-subtitles drop tracks`(kind: Kind, option: String, type: String) throws {
    let folder = try TemporaryFolder()
    let input = try kind.path()
    let output = try blurred(input, folder, to: "out.mp4", [option])
    #expect(try MediaProbe.streamCount(output, type) == 0)
    #expect(try MediaProbe.frameTimes(output) == MediaProbe.frameTimes(input))
  }
}
