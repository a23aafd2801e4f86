import Core
import FrameveilTesting
import Media
import Testing

/// Sequential output of which only the head can be rewritten, as in a multipart upload.
@Suite(.blocking) struct HeadSinkTests {
  /// Each container, with and without sound.
  static let results: [(RangeClip, String)] = [
    (.indexFirst, "mp4"), (.indexLastSilent, "mp4"), (.indexFirst, "mov"), (.indexLastSilent, "mov"),
    (.webm, "mp4-fragmented"), (.indexLastSilent, "mkv"), (.webm, "mkv"), (.webm, "webm"),
  ]

  private func shown(_ path: String, _ fields: String) throws -> String {
    let words = ["ffprobe", "-v", "error", "-show_entries", fields, "-of", "compact", path]
    return String(decoding: try Program(words).runTool(), as: UTF8.self)
  }

  private func hashes(_ path: String) throws -> String {
    let words = ["ffmpeg", "-v", "error", "-i", path, "-map", "0", "-f", "framemd5", "-"]
    return String(decoding: try Program(words).runTool(), as: UTF8.self)
  }

  @Test(arguments: results)
  func `the output is the same as that to a file`(clip: RangeClip, profile: String) async throws {
    let folder = try TemporaryFolder()
    let (free, ruled) = (RestrictedSink(.anywhere), RestrictedSink(.head(64 << 10)))
    let input = try clip.twoSeconds
    let expected = try await transcode(input, profile: profile, into: free)
    let result = try await transcode(input, profile: profile, into: ruled)
    #expect(result.bytes > 64 << 10)
    #expect(result.isMoovFirst == expected.isMoovFirst)
    #expect(result.isMoovFirst != false)
    #expect(result.bytes == UInt64(ruled.bytes.count))
    let (a, b) = (try folder.write("a", free.bytes), try folder.write("b", ruled.bytes))
    #expect(try hashes(a) == hashes(b))
    let stream = "stream=codec_name,width,height,pix_fmt,sample_rate,start_time,duration,nb_frames,time_base"
    for fields in ["format=duration,format_name,nb_streams", stream, "packet=pts,dts,duration,size,flags"] {
      #expect(try shown(a, fields) == shown(b, fields))
    }
  }

  @Test(arguments: ["mkv", "webm"])
  func `Matroska output larger than the head has cues and a duration`(profile: String) async throws {
    let folder = try TemporaryFolder()
    let clip = try ClipMaker.clip(
      "noise.mkv",
      ["-f", "lavfi", "-i", "nullsrc=size=320x180:rate=20:duration=14,noise=alls=60:allf=t+u"]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30"])
    let (free, ruled) = (RestrictedSink(.anywhere), RestrictedSink(.head(64 << 10)))
    _ = try await transcode(clip, profile: profile, into: free)
    _ = try await transcode(clip, profile: profile, into: ruled)
    #expect(ruled.bytes.count > 5 << 19)
    #expect(free.bytes.count == ruled.bytes.count)
    let (a, b) = (try folder.write("a", free.bytes), try folder.write("b", ruled.bytes))
    #expect(try hashes(a) == hashes(b))
    #expect(try shown(b, "format=duration").contains("duration=14"))
    // Seeking near the end requires the cues.
    let near = ["-read_intervals", "13.5%+#1", "-show_entries", "packet=pts_time,pos", "-of", "csv=p=0"]
    let places = try [a, b].map { try Program(["ffprobe", "-v", "error"] + near + [$0]).runTool() }
    #expect(places[0] == places[1])
    #expect(String(decoding: places[1], as: UTF8.self).hasPrefix("12"))
  }

  @Test(arguments: ["mp4", "mov"])
  func `an index that does not fit into the head is written at the end`(profile: String) async throws {
    let folder = try TemporaryFolder()
    let sink = RestrictedSink(.head(4096 + 700))
    let result = try await transcode(RangeClip.indexLastSilent.path, profile: profile, into: sink)
    #expect(result.isMoovFirst == false)
    let path = try folder.write("out.mp4", sink.bytes)
    #expect(try MediaProbe.boxes(path).last == "moov")
    #expect(try MediaProbe.frameTimes(path) == MediaProbe.frameTimes(RangeClip.indexLastSilent.path))
  }

  @Test(arguments: [RewritableRange.nowhere, .head(4096)])
  func `an MP4 without space for its index is rejected before anything is written`(rules: RewritableRange)
    async throws
  {
    let sink = RestrictedSink(rules)
    let error = await #expect(throws: UserError.self) {
      _ = try await transcode(RangeClip.indexFirst.path, profile: "mp4", into: sink)
    }
    #expect(error?.code == .configuration)
    #expect(sink.bytes.isEmpty)
  }
}
