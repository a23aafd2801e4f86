import FoundationEssentials
import FrameveilTesting
import Testing

/// Damaged pictures in the middle of a video.
@Suite(.blocking) struct DamageTests {
  /// The first seconds of the sample, with a key frame each second and B-frames.
  private static func clip(_ ending: String, seconds: Int = 3) throws -> String {
    let coded = try ClipMaker.clip(
      "to-damage-\(seconds).mp4",
      [
        "-t", "\(seconds)", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf", "scale=640:360", "-c:v",
        "libx264",
      ]
        + ["-preset", "veryfast", "-g", "30", "-bf", "2", "-crf", "20", "-pix_fmt", "yuv420p"])
    return ending == "mp4"
      ? coded : try ClipMaker.clip("to-damage-\(seconds).\(ending)", ["-i", coded, "-c", "copy"])
  }

  /// Time, size and offset of each video packet, in decoding order.
  private static func packets(_ path: String) throws -> [(time: Double, size: Int, place: Int)] {
    let probe = [
      "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time,size,pos",
    ]
    let text = String(decoding: try Program(probe + ["-of", "csv=p=0", path]).runTool(), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      return fields.count == 3 ? (fields[0], Int(fields[1]), Int(fields[2])) : nil
    }
  }

  /// Flips bytes in the middle of the largest packet of a range in decoding order. The largest, so that the decoder
  /// reports an error: damage that it decodes silently cannot be detected.
  private static func damaged(_ path: String, packets: Range<Int>, _ folder: TemporaryFolder) throws -> String
  {
    let largest = try #require(try Self.packets(path)[packets].max { $0.size < $1.size })
    var bytes = try bytes(of: path)
    let (size, start) = (largest.size, largest.place)
    // In a transport stream the offset is that of the first transport packet header, and all headers stay intact.
    for place in start + size / 2..<start + size * 3 / 4
    where !path.hasSuffix(".ts") || (place - start) % 188 > 40 {
      bytes[place] ^= 0x5A
    }
    let name = "bad." + (path.split(separator: ".").last.map(String.init) ?? "")
    return try folder.write(name, bytes)
  }

  private func frames(_ path: String) throws -> [[UInt8]] {
    let video = try LumaFrames(path)
    var frames: [[UInt8]] = []
    // One pixel in thirty-one is enough to compare frames.
    while let frame = video.next({ luma in
      stride(from: 0, to: luma.values.count, by: 31).map { luma.values[$0] }
    }) {
      frames.append(frame)
    }
    return frames
  }

  private struct Summary: Decodable {
    struct Damage: Decodable { var start, end: Double, frames: Int }
    var damagedFrames: Int
    var damage: [Damage]
  }

  @Test(arguments: ["mp4", "mkv", "ts"], [15..<28, 35..<50])
  func `every frame that damage changes is redacted whole`(ending: String, packets: Range<Int>) throws {
    let folder = try TemporaryFolder()
    let intact = try Self.clip(ending, seconds: 2)
    let input = try Self.damaged(intact, packets: packets, folder)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(input, detections, folder("out.mp4"), ["--effect", "solid", "--json", "-q"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let (before, broken, result) = (try frames(intact), try frames(input), try frames(folder("out.mp4")))
    #expect(result.count == before.count)
    var (changed, hidden) = (0, 0)
    for (index, frame) in result.enumerated() {
      let isHidden = frame.allSatisfy { $0 < 28 }
      let isChanged = zip(before[index], broken[index]).contains { abs(Int($0) - Int($1)) > 40 }
      #expect(isHidden || !isChanged, "frame \(index)")
      (changed, hidden) = (changed + (isChanged ? 1 : 0), hidden + (isHidden ? 1 : 0))
    }
    // The damage has an effect, and ends with its group of pictures.
    #expect(changed > 0 && hidden <= 30)
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.damagedFrames == hidden)
    #expect(summary.damage.reduce(0) { $0 + $1.frames } == hidden)
  }

  @Test(
    arguments: [
      ("libx264", ["-bf", "2"]),
      ("libx265", ["-x265-params", "keyint=30:log-level=error", "-tag:v", "hvc1"]),
      ("libvpx-vp9", ["-deadline", "realtime", "-cpu-used", "8"]), ("mpeg4", ["-q:v", "3"]),
      ("mjpeg", ["-q:v", "3"]),
    ], [40, 89])
  func `a picture that cannot be decoded becomes a redacted frame at its time`(
    codec: (name: String, options: [String]), lost: Int
  ) throws {
    let folder = try TemporaryFolder()
    let intact = try ClipMaker.clip(
      "to-lose-\(codec.name).mp4",
      ["-i", Self.clip("mp4"), "-frames:v", "90", "-c:v", codec.name, "-g", "30"] + codec.options)
    let packets = try Self.packets(intact)
    try #require(lost < packets.count)
    var bytes = try bytes(of: intact)
    for place in packets[lost].place..<packets[lost].place + packets[lost].size { bytes[place] = 0 }
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(
      folder.write("lost.mp4", bytes), detections, folder("out.mp4"), ["--effect", "solid", "--json", "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let times = packets.map(\.time).sorted()
    #expect(try Self.packets(folder("out.mp4")).map(\.time).sorted() == times)
    let result = try frames(folder("out.mp4"))
    try #require(result.count == times.count)
    let place = try #require(times.firstIndex(of: packets[lost].time))
    #expect(result[place].allSatisfy { $0 < 28 })
    #expect(result[..<30].allSatisfy { !$0.allSatisfy { $0 < 28 } })
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.damagedFrames == result.count { $0.allSatisfy { $0 < 28 } })
  }

  @Test func `packets lost in a damaged part of a container are reported`() throws {
    let folder = try TemporaryFolder()
    let intact = try Self.clip("mkv")
    var bytes = try bytes(of: intact)
    // The header of a block and some of its data.
    let block = try Self.packets(intact)[40].place
    for place in block - 16..<block + 3000 { bytes[place] = 0 }
    let input = try folder.write("bad.mkv", bytes)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let refused = try blur(input, detections, folder("out.mkv"))
    #expect(refused.code == 65 && refused.errors.contains("container is damaged in"), "\(refused.errors)")
    let taken = try blur(input, detections, folder("out.mkv"), ["--allow-damaged"])
    #expect(taken.code == 0 && taken.errors.contains("is lost"), "\(taken.errors)")
  }

  @Test func `--on-damage fail ends the run at a damaged picture`() throws {
    let folder = try TemporaryFolder()
    let input = try Self.damaged(Self.clip("mp4"), packets: 15..<28, folder)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(input, detections, folder("out.mp4"), ["--on-damage", "fail"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("damaged frame at 0:00:00."), "\(outcome.errors)")
    #expect(!folder.names.contains("out.mp4"))
  }
}
