import FrameveilTesting
import Testing

/// Everything but the redacted faces is preserved, in every container.
@Suite(.blocking) struct FidelityTests {
  /// Width, height and pixel aspect ratio; Matroska stores the display width in whole pixels instead.
  private func shape(of path: String, _ container: Container) throws -> [String] {
    let video = try MediaProbe.video(path, ["width", "height", "sample_aspect_ratio"])
    let size = [video["width"] ?? "", video["height"] ?? ""]
    let aspect = (video["sample_aspect_ratio"] ?? "").split(separator: ":").compactMap { Double($0) }
    guard container.countsMilliseconds, aspect.count == 2, let width = Double(size[0]) else {
      return size + [video["sample_aspect_ratio"] ?? ""]
    }
    return size + ["\(Int(width * aspect[0] / aspect[1] + 1e-6))"]
  }

  private func times(_ path: String, inMilliseconds: Bool) throws -> [MediaProbe.Time] {
    let times = try MediaProbe.frameTimes(path)
    return inMilliseconds ? times.map { MediaProbe.Time(milliseconds: $0.milliseconds) } : times
  }

  /// Each clip with the encoder of WebM, and with that of the others in one of their containers; each of these has a
  /// clip with Opus and several with AAC.
  static let pairs: [(Clip, Container)] = zip(Clip.allCases.indices, Clip.allCases).flatMap { index, clip in
    [(clip, .webm), (clip, [Container.mp4, .mkv, .fragmented, .mov][index % 4])]
  }

  @Test(arguments: pairs)
  func `frame count, timestamps, size and pixel aspect ratio are preserved`(clip: Clip, container: Container)
    throws
  {
    let folder = try TemporaryFolder()
    let input = try clip.oneSecond
    // WebM supports little else than Opus, and QuickTime has no codec tag for it.
    let keepsSound = container == .webm ? clip.hasOpus : container != .mov || !clip.hasOpus
    let options = container.options + (keepsSound ? [] : ["--no-audio"])
    let output = try blurred(input, folder, to: container.fileName, options)
    let expected = try times(input, inMilliseconds: container.countsMilliseconds)
    #expect(expected.count > 14)
    let found = try times(output, inMilliseconds: container.countsMilliseconds)
    #expect(found == expected)
    #expect(found.count == expected.count)
    #expect(try shape(of: output, container) == shape(of: input, container))
    if keepsSound {
      let (kept, given) = try (MediaProbe.packetHashes(output), MediaProbe.packetHashes(input))
      #expect(kept == given)
    } else {
      #expect(try MediaProbe.streamCount(output, "a") == 0)
    }
  }

  @Test func `AAC in WebM is refused with a remedy`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.webm"))
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("--no-audio"))
    #expect(outcome.errors.contains("mkv"))
    #expect(folder.names == ["faces.json"])
  }

  @Test(arguments: [
    (Container.mp4, ["ftyp", "moov"]), (.mov, ["ftyp", "moov"]), (.fragmented, ["ftyp", "moov", "moof"]),
  ])
  func `an MP4 has its index first`(container: Container, start: [String]) throws {
    let folder = try TemporaryFolder()
    let output = try blurred(Clip.ntscWithBFrames.path, folder, to: container.fileName, container.options)
    let boxes = try MediaProbe.boxes(output).filter { $0 != "free" && $0 != "wide" }
    #expect(Array(boxes.prefix(start.count)) == start)
  }

  /// A clip with a description of some characters, and chapters with long titles.
  private static func described(_ characters: Int, _ chapters: Int) throws -> String {
    let marks = (0..<chapters).map {
      "[CHAPTER]\nTIMEBASE=1/1000\nSTART=\(2 * $0)\nEND=\(2 * $0 + 2)\ntitle=\($0)\(String(repeating: "t", count: 200))\n"
    }
    let description = String(repeating: "word ", count: characters / 5) + "end"
    let text = ";FFMETADATA1\ndescription=\(description)\n" + marks.joined()
    let name = "described-\(characters)-\(chapters)"
    return try ClipMaker.clip(
      "\(name).mkv",
      [
        "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=1", "-i",
        ClipMaker.text("\(name).txt", text),
      ]
        + ["-map", "0", "-map_metadata", "1", "-map_chapters", "1"] + Clip.h264("yuv420p"))
  }

  @Test(arguments: [(100, 0), (40_000, 0), (400_000, 0), (100, 400), (100, 2000)])
  func `metadata and chapters of any size fit into the index`(characters: Int, chapters: Int) throws {
    let folder = try TemporaryFolder()
    let input = try Self.described(characters, chapters)
    let output = try blurred(input, folder, to: "out.mp4")
    #expect(try MediaProbe.boxes(output).prefix(2) == ["ftyp", "moov"])
    let entries = ["-show_entries", "format_tags=description:chapter_tags=title", "-of", "csv"]
    let texts = try [input, output].map { path in
      String(decoding: try Program(["ffprobe", "-v", "error"] + entries + [path]).runTool(), as: UTF8.self)
    }
    #expect(texts[0].count > characters + 200 * chapters)
    #expect(texts[0].lowercased() == texts[1].lowercased())
  }

  @Test(arguments: [Container.mp4, .fragmented, .mov, .mkv])
  func `colorimetry is preserved`(container: Container) throws {
    let folder = try TemporaryFolder()
    let output = try blurred(Clip.anamorphic.path, folder, to: container.fileName, container.options)
    let colours = ["color_range", "color_space", "color_transfer", "color_primaries", "pix_fmt"]
    let kept = try MediaProbe.video(output, colours)
    #expect(kept["color_space"] == "bt709")
    #expect(try kept == MediaProbe.video(Clip.anamorphic.path, colours))
  }

  @Test(arguments: [Clip.ntscWithBFrames, .variableRate, .opusInMatroska, .oddVP9])
  func `audio stays in sync with the video`(clip: Clip) throws {
    let folder = try TemporaryFolder()
    let output = try blurred(clip.path, folder, to: "out.mkv")
    // Matroska cannot express audio before the video: the priming of an AAC encoder starts with the video there.
    let expected = try MediaProbe.packetTimes(clip.path).map {
      clip.hasOpus ? $0.milliseconds : max(0, $0.milliseconds)
    }
    let times = try MediaProbe.packetTimes(output).map(\.milliseconds)
    #expect(times.count == expected.count)
    #expect(zip(times, expected).allSatisfy { abs($0 - $1) <= 1 })
  }
}
