import FoundationEssentials
import FrameveilTesting
import Geometry
import Testing

/// Damaged and discontinuous streams: losses are reported, and timestamp discontinuities are kept or refused.
@Suite(.blocking) struct DamagedStreamTests {
  private let folder: TemporaryFolder
  private let detections: String

  init() throws {
    folder = try TemporaryFolder()
    detections = try folder.write("faces.json", DetectionResponse.corner)
  }

  /// Two seconds of MPEG-TS with AAC: 50 frames.
  private static func stream() throws -> [UInt8] {
    try bytes(
      of: ClipMaker.clip(
        "to-break.ts",
        [
          "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=r=48000", "-t",
          "2",
        ]
          + ["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "2", "-pix_fmt", "yuv420p"]
          + ["-c:a", "aac"]))
  }

  private struct Summary: Decodable {
    var frames, damagedFrames: Int
    var notes: [String]
  }

  private func blurred(_ input: String, to ending: String = "mp4", _ more: [String] = []) throws -> (
    code: Int32, errors: String, summary: Summary?
  ) {
    let outcome = try blur(input, detections, folder("out.\(ending)"), ["--json", "--force"] + more)
    return (
      outcome.code, outcome.errors,
      outcome.code == 0 ? try JSONDecoder().decode(Summary.self, from: Data(outcome.output)) : nil
    )
  }

  @Test func `every frame of a stream with lost packets is output or reported`() throws {
    let intact = try Self.stream()
    var chance = SplitMix(seed: 14)
    for _ in 0..<8 {
      var stream = intact
      let lost = Int.random(in: 40..<intact.count / 188 - 1, using: &chance)
      stream.removeSubrange(lost * 188..<(lost + 1) * 188)
      let (code, errors, summary) = try blurred(try folder.write("lost.ts", stream), ["--allow-damaged"])
      #expect(code == 0, "packet \(lost): \(errors)")
      let reported = try #require(summary)
      #expect(
        reported.frames == 50 || reported.damagedFrames > 0
          || reported.notes.contains { $0.contains("were dropped") },
        "packet \(lost)")
    }
  }

  @Test func `a lost audio packet is reported with the option to continue`() throws {
    var stream = try Self.stream()
    let first = try #require(packets(of: 0x101, in: stream).dropFirst(3).first { stream[$0 + 1] & 0x40 == 0 })
    stream.removeSubrange(first..<first + 188)
    let input = try folder.write("lost.ts", stream)
    let refused = try blurred(input)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("damaged, at 0:00:0") && refused.errors.contains("--allow-damaged"))
    let taken = try blurred(input, ["--allow-damaged"])
    #expect(taken.code == 0 && taken.summary?.frames == 50, "\(taken.errors)")
    #expect(taken.summary?.notes.contains { $0.contains("damaged packets were dropped") } == true)
  }

  /// The offsets of the transport packets with a PID (ISO/IEC 13818-1, section 2.4.3.2).
  private func packets(of pid: Int, in stream: [UInt8]) -> [Int] {
    stride(from: 0, to: stream.count, by: 188).filter {
      Int(stream[$0 + 1] & 0x1F) << 8 | Int(stream[$0 + 2]) == pid
    }
  }

  @Test func `frames before the first key frame are reported`() throws {
    let stream = try Self.stream()
    let cut = try #require(
      packets(of: 0x100, in: stream).first { stream[$0 + 1] & 0x40 != 0 && $0 > 188 * 20 })
    let (code, errors, summary) = try blurred(try folder.write("late.ts", Array(stream[cut...])))
    #expect(code == 0, "\(errors)")
    #expect((summary?.frames ?? 0) >= 25)
    #expect(summary?.notes.contains { $0.contains("begins in mid-stream") } == true)
  }

  @Test(arguments: ["mp4", "mov", "mkv", "ts"])
  func `an empty track does not stop the others`(ending: String) throws {
    let input = folder("empty.mkv")
    let audio = ["-f", "lavfi", "-i", "sine=r=48000"]
    try Program(
      ["ffmpeg", "-v", "error", "-i", folder.write("in.ts", Self.stream())] + audio + audio
        + ["-t", "2", "-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "copy", "-c:a", "aac"]
        + ["-bsf:a:0", "noise=drop=1", input]
    ).runTool()
    let (code, errors, summary) = try blurred(input, to: ending)
    #expect(code == 0 && summary?.frames == 50, "\(errors)")
    let streams = try Program(
      ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=codec_name,nb_read_packets"]
        + ["-of", "csv=p=0", folder("out.\(ending)")]
    ).runTool()
    // ffprobe lists the streams of a program twice.
    let counted = Set(String(decoding: streams, as: UTF8.self).split(separator: "\n"))
    #expect(counted.first { $0.hasPrefix("h264") } == "h264,50", "\(counted)")
    #expect(counted.count { $0.hasPrefix("aac,9") } == 1, "\(counted)")
    let isReported = summary?.notes.contains { $0.contains("which is empty") } == true
    #expect(isReported || counted.count == 3, "\(counted)")
  }

  @Test func `a timestamp gap beyond the range of MP4 is refused, and kept in Matroska`() throws {
    let input = try ClipMaker.clip(
      "leap.mkv",
      ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2", "-vsync", "passthrough"]
        + ["-vf", #"setpts=if(gte(N\,25)\,PTS+30000/TB\,PTS)"#, "-c:v", "libx264", "-pix_fmt", "yuv420p"])
    let refused = try blurred(input)
    #expect(refused.code == 78)
    #expect(refused.errors.contains("8:20:00") && refused.errors.contains("--profile"), "\(refused.errors)")
    let taken = try blurred(input, to: "mkv")
    #expect(taken.code == 0 && taken.summary?.frames == 50, "\(taken.errors)")
  }
}
