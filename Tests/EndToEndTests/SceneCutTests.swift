import FrameveilTesting
import Testing

/// Scene cuts, detected or provided with `--shots`.
@Suite(.blocking) struct SceneCutTests {
  /// Two seconds at 25 frames per second; the scene changes at 1.2 s, at frame 30.
  private var cut: String {
    get throws {
      try ClipMaker.clip(
        "cut.mp4",
        ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1.2"]
          + ["-f", "lavfi", "-i", "smptebars=size=320x240:rate=25:duration=0.8"]
          + ["-filter_complex", "[0:v][1:v]concat=n=2,format=yuv420p[v]", "-map", "[v]"]
          + Clip.h264("yuv420p"))
    }
  }

  /// One scene with a camera flash on a single frame.
  private var flash: String {
    get throws {
      let brighter = "eq=brightness='if(eq(n,30),0.6,0)':eval=frame"
      return try ClipMaker.clip(
        "flash.mp4",
        ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2", "-vf", brighter]
          + Clip.h264("yuv420p"))
    }
  }

  /// A face in the middle until 1 s, and one in the corner from 1.5 s on.
  private static let answer = """
    {"JobStatus":"SUCCEEDED","Faces":[\(entry(0, 0.4)),\(entry(500, 0.4)),\(entry(1000, 0.4)),
    \(entry(1500, 0.8)),\(entry(1900, 0.8))]}
    """

  private static func entry(_ milliseconds: Int, _ place: Double) -> String {
    """
    {"Timestamp":\(milliseconds),"Face":{"BoundingBox":{"Left":\(place),"Top":\(place),"Width":0.15,"Height":0.15},
    "Confidence":99}}
    """
  }

  /// The frames on which a region is black.
  private func hidden(_ path: String, x: Range<Int>, y: Range<Int>) throws -> [Int] {
    let frames = try LumaFrames(path)
    var hidden: [Int] = []
    var count = 0
    while let share = frames.next({ $0.share(x: x, y: y) { $0 < 24 } }) {
      if share > 0.95 { hidden.append(count) }
      count += 1
    }
    return hidden
  }

  @Test(arguments: [nil, 1040])
  func `redaction boxes extend to a cut from both sides and not across it`(provided: Int?) throws {
    let folder = try TemporaryFolder()
    var options = ["--effect", "solid"]
    if let provided {
      let shots = """
        {"JobStatus":"SUCCEEDED","VideoMetadata":[{"Codec":"h264"}],"Segments":[
        {"Type":"SHOT","StartTimestampMillis":0},{"Type":"SHOT","StartTimestampMillis":\(provided)}]}
        """
      options += ["--shots", try folder.write("shots.json", shots)]
    }
    let outcome = try blur(cut, folder.write("faces.json", Self.answer), folder("out.mp4"), options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let first = (provided ?? 1200) / 40
    #expect(try hidden(folder("out.mp4"), x: 132..<172, y: 100..<128) == Array(0..<first))
    #expect(try hidden(folder("out.mp4"), x: 260..<300, y: 196..<224) == Array(first..<50))
  }

  @Test func `a flash is not a cut`() throws {
    let folder = try TemporaryFolder()
    let still = """
      {"JobStatus":"SUCCEEDED","Faces":[\((0...4).map { Self.entry($0 * 490, 0.4) }.joined(separator: ","))]}
      """
    let options = ["--json", "--effect", "solid"]
    let outcome = try blur(flash, folder.write("faces.json", still), folder("out.mp4"), options)
    #expect(outcome.text.contains(#""tracks" : 1,"#))
    #expect(try hidden(folder("out.mp4"), x: 132..<172, y: 100..<128).count == 50)
  }

  @Test func `an invalid --shots file is refused by name`() throws {
    let folder = try TemporaryFolder()
    let shots = try folder.write("shots.json", #"{"Faces":[]}"#)
    let outcome = try blur(
      cut, folder.write("faces.json", Self.answer), folder("out.mp4"), ["--shots", shots])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("shots.json") && outcome.errors.contains("GetSegmentDetection"))
  }
}
