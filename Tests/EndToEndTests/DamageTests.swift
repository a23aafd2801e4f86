import FoundationEssentials
import FrameveilTesting
import Testing

/// Pictures that are damaged in the middle of a video.
@Suite(.blocking) struct DamageTests {
  /// Two seconds in the sample's first scene, with a key picture each second and B-frames.
  private static func clip(_ ending: String) throws -> String {
    let coded = try ClipMaker.clip(
      "to-damage.mp4",
      ["-t", "2", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf", "scale=320:180", "-c:v", "libx264"]
        + ["-preset", "veryfast", "-g", "30", "-bf", "2", "-crf", "20", "-pix_fmt", "yuv420p"])
    return ending == "mp4" ? coded : try ClipMaker.clip("to-damage.\(ending)", ["-i", coded, "-c", "copy"])
  }

  /// Flips bytes in the middle of a packet, given by its number in the order of decoding.
  private static func damaged(_ path: String, packet: Int, _ folder: TemporaryFolder) throws -> String {
    let probe = [
      "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pos,size", "-of", "csv=p=0",
    ]
    let lines = String(decoding: try Program(probe + [path]).runTool(), as: UTF8.self).split(separator: "\n")
    let fields = lines[packet].split(separator: ",").compactMap { Int($0) }
    try #require(fields.count >= 2)
    var bytes = try bytes(of: path)
    let middle = fields[1] + max(60, fields[0] / 2)
    for place in stride(from: middle, to: middle + 24, by: 5) { bytes[place] ^= 0x5A }
    let name = "bad." + (path.split(separator: ".").last.map(String.init) ?? "")
    return try folder.write(name, bytes)
  }

  private func frames(_ path: String) throws -> [[UInt8]] {
    let video = try LumaFrames(path)
    var frames: [[UInt8]] = []
    while let frame = video.next({ Array($0.values) }) { frames.append(frame) }
    return frames
  }

  private struct Summary: Decodable {
    struct Damage: Decodable { var start, end: Double, frames: Int }
    var damagedFrames: Int
    var damage: [Damage]
  }

  @Test(arguments: ["mp4", "mkv", "ts"], [20, 35])
  func `every frame that damage changes is hidden whole`(ending: String, packet: Int) throws {
    let folder = try TemporaryFolder()
    let sound = try Self.clip(ending)
    let input = try Self.damaged(sound, packet: packet, folder)
    let detections = try folder.write("faces.json", Answer.corner)
    let outcome = try blur(input, detections, folder("out.mp4"), ["--effect", "solid", "--json", "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let (before, broken, result) = (try frames(sound), try frames(input), try frames(folder("out.mp4")))
    #expect(result.count == before.count)
    var (changed, hidden) = (0, 0)
    for (index, frame) in result.enumerated() {
      let isHidden = frame.allSatisfy { $0 < 28 }
      let isChanged = zip(before[index], broken[index]).contains { abs(Int($0) - Int($1)) > 40 }
      #expect(isHidden || !isChanged, "frame \(index)")
      (changed, hidden) = (changed + (isChanged ? 1 : 0), hidden + (isHidden ? 1 : 0))
    }
    // The damage is there, and ends with its group of pictures.
    #expect(changed > 0 && hidden <= 30)
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.damagedFrames == hidden)
    #expect(summary.damage.reduce(0) { $0 + $1.frames } == hidden)
  }

  @Test func `a damaged picture ends the run where that is asked for`() throws {
    let folder = try TemporaryFolder()
    let input = try Self.damaged(Self.clip("mp4"), packet: 20, folder)
    let detections = try folder.write("faces.json", Answer.corner)
    let outcome = try blur(input, detections, folder("out.mp4"), ["--on-damage", "fail"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("damaged picture at 0:00:00."), "\(outcome.errors)")
    #expect(!folder.names.contains("out.mp4"))
  }
}
