import FoundationEssentials
import FrameveilTesting
import Testing

/// Chromium plays videos of which some groups of pictures are copied and others encoded; ffmpeg says what it has to show.
@Suite(.blocking) struct BrowserPlaybackTests {
  /// Videos of six seconds with sound, in groups of a second.
  enum Source: String, CaseIterable, Sendable {
    case pyramid, transport

    var path: String {
      get throws {
        let sources = [
          "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=r=48000",
        ]
        // Colours that no conversion clips, tagged, so that a browser and ffmpeg take them for the same.
        let colour =
          ["-vf", "scale=out_color_matrix=bt709,format=yuv420p,hue=s=0.4", "-colorspace", "bt709"]
          + ["-color_primaries", "bt709", "-color_trc", "bt709"]
        return try ClipMaker.clip(
          "played-\(rawValue).\(self == .transport ? "ts" : "mp4")",
          sources + ["-t", "6", "-c:a", "aac", "-c:v", "libx264", "-preset", "veryfast", "-g", "25"] + colour
            + ["-bf", "3", "-x264-params", self == .pyramid ? "b-pyramid=normal:ref=4" : "b-pyramid=none"])
      }
    }
  }

  private struct Summary: Decodable {
    struct Untouched: Decodable {
      struct Span: Decodable {
        var frames: Int
      }
      var spans: [Span]
    }
    var frames: Int
    var untouched: Untouched
  }

  /// The frames that were encoded, between those that were copied.
  private func hide(_ source: Source, _ output: String) throws -> Range<Int> {
    let folder = try TemporaryFolder()
    let faces = DetectionResponse.text(
      [[0.4, 0.4, 0.1, 0.2]], milliseconds: Array(stride(from: 2200, through: 2800, by: 200)))
    // No hold-over, so that the last group is copied, too.
    let outcome = try blur(
      source.path, folder.write("faces.json", faces), output, ["--on-weak", "accept", "--json"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    let spans = summary.untouched.spans
    try #require(spans.count == 2 && summary.frames == 150)
    return spans[0].frames..<summary.frames - spans[1].frames
  }

  /// The mean difference of the squares' luma.
  private func difference(_ shown: VideoPlayback.Frame, _ decoded: [Double]) -> Double {
    zip(shown.luma, decoded).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(max(1, decoded.count))
  }

  /// The squares' luma of each frame, by ffmpeg.
  private func decoded(_ path: String) throws -> [[Double]] {
    let frames = try LumaFrames(path)
    var all: [[Double]] = []
    while let means = frames.next({ $0.means(ofSquares: 16) }) { all.append(means) }
    return all
  }

  @Test(arguments: Source.allCases)
  func `each frame is decoded, and what is shown is what ffmpeg decodes`(source: Source) throws {
    let folder = try TemporaryFolder()
    let output = folder("out.mp4")
    let encoded = try hide(source, output)
    // Before the encoded frames, at both seams, among them, and after them.
    let chosen = [
      12, encoded.lowerBound - 1, encoded.lowerBound, (encoded.lowerBound + encoded.upperBound) / 2,
      encoded.upperBound - 1, encoded.upperBound, 140,
    ]
    let (starts, frames) = try (MediaProbe.frameTimes(output).map(\.milliseconds), decoded(output))
    try #require(starts.count == 150 && frames.count == 150)
    let playback = try Browser.play(output, seekingTo: chosen.map { Double(starts[$0] + 20) / 1000 })
    #expect(playback.error == nil)
    #expect(playback.decoded == 150)
    let times = playback.played.map(\.time)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "\(times)")
    func place(_ shown: VideoPlayback.Frame) -> Int? {
      starts.firstIndex { abs($0 * 1000 - shown.time) <= 1000 }
    }
    #expect(playback.sought.map(place) == chosen)
    for shown in playback.played + playback.sought {
      let place = try #require(place(shown), "no frame is at \(shown.time) µs")
      // Adjacent frames differ by 1.6.
      #expect(difference(shown, frames[place]) < 0.8, "at \(shown.time) µs")
    }
  }

  @Test func `encoded pictures without their parameter sets are noticed`() throws {
    let folder = try TemporaryFolder()
    let encoded = try hide(.pyramid, folder("out.mp4"))
    var bytes = try bytes(of: folder("out.mp4"))
    let name = try #require(bytes.firstRange(of: Array("avcC".utf8)))
    // The record: five bytes, the number of sets, and each with its length of two bytes before it.
    let first = name.upperBound + 6
    let second = first + 2 + Int(bytes[first]) << 8 + Int(bytes[first + 1])
    let unit = Array(bytes[second + 2..<second + 2 + Int(bytes[second]) << 8 + Int(bytes[second + 1])])
    try #require(bytes[name.upperBound + 5] & 0x1F == 2 && unit[0] & 0x1F == 7)
    // Filler data instead of the second set, in the header and before the pictures.
    let places = bytes.ranges(of: unit)
    for place in places { bytes[place.lowerBound] = 12 }
    let broken = try folder.write("broken.mp4", bytes)
    let playback = try Browser.play(broken, seekingTo: [(Double(encoded.lowerBound) + 0.5) / 25])
    #expect(playback.error?.contains("DECODE") == true, "\(playback.error ?? "no error")")
  }
}
