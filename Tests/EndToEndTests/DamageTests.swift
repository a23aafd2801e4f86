import FoundationEssentials
import FrameveilTesting
import Testing

/// Damaged pictures in the middle of a video.
@Suite(.blocking) struct DamageTests {
  /// The first second of the sample in three groups of ten frames, with B-frames.
  private static func clip(_ ending: String) throws -> String {
    let coded = try ClipMaker.clip(
      "to-damage.mp4",
      [
        "-i", Frameveil.sample("faces.mp4"), "-frames:v", "30", "-an", "-vf", "scale=320:180", "-c:v",
        "libx264",
      ]
        + ["-preset", "veryfast", "-g", "10", "-bf", "2", "-crf", "20", "-pix_fmt", "yuv420p"])
    return ending == "mp4"
      ? coded : try ClipMaker.clip("to-damage.\(ending)", ["-i", coded, "-c", "copy"])
  }

  /// Flips bytes in the middle of the largest packet of each range in decoding order. The largest, so that the decoder
  /// reports an error: damage that it decodes silently cannot be detected.
  private static func damaged(_ path: String, packets ranges: [Range<Int>], _ folder: TemporaryFolder) throws
    -> String
  {
    let packets = try MediaProbe.packetPlaces(path)
    var bytes = try bytes(of: path)
    for range in ranges {
      let largest = try #require(packets[range].max { $0.size < $1.size })
      let (size, start) = (largest.size, largest.offset)
      // In a transport stream the offset is that of the first transport packet header, and all headers stay intact.
      for place in start + size / 2..<start + size * 3 / 4
      where !path.hasSuffix(".ts") || (place - start) % 188 > 40 {
        bytes[place] ^= 0x5A
      }
    }
    let name = "bad." + (path.split(separator: ".").last.map(String.init) ?? "")
    return try folder.write(name, bytes)
  }

  private static func frames(_ path: String) throws -> [[UInt8]] {
    let video = try LumaFrames(path, width: 320, height: 180)
    var frames: [[UInt8]] = []
    // One pixel in thirty-one is enough to compare frames.
    while let frame = video.next({ luma in
      stride(from: 0, to: luma.values.count, by: 31).map { luma.values[$0] }
    }) {
      frames.append(frame)
    }
    return frames
  }

  /// The frames of the clip, which are the same in every container.
  private static let intact = Result { try Self.frames(Self.clip("mp4")) }

  private struct Summary: Decodable {
    struct Damage: Decodable { var start, end: Double, frames: Int }
    var damagedFrames: Int
    var damage: [Damage]
  }

  /// The first and the last of three groups of pictures are damaged, so that it is seen that each damage ends with its
  /// group.
  @Test(arguments: ["mp4", "mkv", "ts"])
  func `every frame that damage changes is redacted whole`(ending: String) throws {
    let folder = try TemporaryFolder()
    let input = try Self.damaged(Self.clip(ending), packets: [5..<9, 21..<27], folder)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(
      input, detections, folder("out.mp4"), ["--effect", "solid", "--json", "-q", "--allow-mismatch"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let (before, broken) = (try Self.intact.get(), try Self.frames(input))
    let result = try Self.frames(folder("out.mp4"))
    try #require(result.count == before.count && broken.count == before.count)
    let hidden = result.indices.filter { result[$0].allSatisfy { $0 < 28 } }
    let changed = result.indices.filter { index in
      zip(before[index], broken[index]).contains { abs(Int($0) - Int($1)) > 40 }
    }
    #expect(Set(changed).isSubset(of: hidden), "\(Set(changed).subtracting(hidden).sorted())")
    // Each damage has an effect, and ends with its group of pictures.
    #expect(changed.contains { $0 < 10 } && changed.contains { $0 >= 20 })
    #expect(hidden.allSatisfy { $0 < 10 || $0 >= 20 }, "\(hidden)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.damagedFrames == hidden.count)
    #expect(summary.damage.reduce(0) { $0 + $1.frames } == hidden.count)
  }

  /// A picture in the middle of the video and the last one are lost.
  @Test(
    arguments: [
      ("libx264", ["-bf", "2"]),
      ("libx265", ["-x265-params", "keyint=10:log-level=error", "-tag:v", "hvc1"]),
      ("libvpx-vp9", ["-deadline", "realtime", "-cpu-used", "8"]), ("mpeg4", ["-q:v", "3"]),
      ("mjpeg", ["-q:v", "3"]),
    ])
  func `a picture that cannot be decoded becomes a redacted frame at its time`(
    codec: String, options: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let intact = try ClipMaker.clip(
      "to-lose-\(codec).mp4", ["-i", Self.clip("mp4"), "-c:v", codec, "-g", "10"] + options)
    let packets = try MediaProbe.packetPlaces(intact)
    try #require(packets.count == 30)
    let lost = [packets[13], packets[29]]
    var bytes = try bytes(of: intact)
    for packet in lost {
      for place in packet.offset..<packet.offset + packet.size { bytes[place] = 0 }
    }
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(
      folder.write("lost.mp4", bytes), detections, folder("out.mp4"), ["--effect", "solid", "--json", "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let times = packets.map(\.time).sorted()
    #expect(try MediaProbe.packetPlaces(folder("out.mp4")).map(\.time).sorted() == times)
    let hidden = try Self.frames(folder("out.mp4")).map { frame in frame.allSatisfy { $0 < 28 } }
    try #require(hidden.count == times.count)
    for packet in lost {
      let place = try #require(times.firstIndex(of: packet.time))
      #expect(hidden[place])
    }
    #expect(hidden[..<10].allSatisfy { !$0 })
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.damagedFrames == hidden.count { $0 })
  }

  @Test func `packets lost in a damaged part of a container are reported`() throws {
    let folder = try TemporaryFolder()
    let intact = try Self.clip("mkv")
    var bytes = try bytes(of: intact)
    // The header of a block and some of its data.
    let block = try MediaProbe.packetPlaces(intact)[13].offset
    for place in block - 16..<block + 500 { bytes[place] = 0 }
    let input = try folder.write("bad.mkv", bytes)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let refused = try blur(input, detections, folder("out.mkv"))
    #expect(refused.code == 65 && refused.errors.contains("container is damaged in"), "\(refused.errors)")
    let taken = try blur(input, detections, folder("out.mkv"), ["--allow-damaged"])
    #expect(taken.code == 0 && taken.errors.contains("is lost"), "\(taken.errors)")
  }

  @Test func `--on-damage fail ends the run at a damaged picture`() throws {
    let folder = try TemporaryFolder()
    let input = try Self.damaged(Self.clip("mp4"), packets: [5..<9], folder)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(input, detections, folder("out.mp4"), ["--on-damage", "fail"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("damaged frame at 0:00:00."), "\(outcome.errors)")
    #expect(!folder.names.contains("out.mp4"))
  }
}
