import FrameveilTesting
import Testing

/// `frameveil track`.
@Suite(.blocking) struct TrackCommandTests {
  private let sample = Frameveil.sample("faces.json")

  private func redactionBoxes(_ detections: String, _ more: [String] = []) throws -> [TrackedBox] {
    let outcome = try track(detections, more)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try TrackedBox.mot(outcome.text)
  }

  @Test func `every true face of the sample lies in a redaction box, on every frame`() throws {
    let redactionBoxes = Dictionary(grouping: try redactionBoxes(sample), by: \.frame)
    for frame in try Truth.load().frames {
      for face in frame.faces where face.visible > 0 {
        let shares = (redactionBoxes[frame.frame + 1] ?? []).map {
          $0.share(of: face.box, width: 1280, height: 720)
        }
        #expect(shares.max() ?? 0 >= 0.95, "face \(face.id) on frame \(frame.frame)")
      }
    }
  }

  @Test func `MOT lines count frames and tracks from 1 and stay in the frame`() throws {
    let redactionBoxes = try redactionBoxes(sample)
    #expect(Set(redactionBoxes.map(\.frame)) == Set(1...240))
    #expect(Set(redactionBoxes.map(\.track)) == Set(1...(redactionBoxes.map(\.track).max() ?? 0)))
    for redactionBox in redactionBoxes {
      #expect(redactionBox.x >= 0 && redactionBox.y >= 0 && redactionBox.width > 0 && redactionBox.height > 0)
      #expect(
        redactionBox.x + redactionBox.width < 1280.001 && redactionBox.y + redactionBox.height < 720.001)
      #expect(redactionBox.confidence > 0.9 && redactionBox.confidence <= 1)
    }
    #expect(
      zip(redactionBoxes, redactionBoxes.dropFirst()).allSatisfy {
        ($0.frame, $0.track) < ($1.frame, $1.track)
      })
  }

  @Test func `NDJSON has the same boxes with timestamps and reasons`() throws {
    let rate = ["--format", "ndjson"]
    let outcome = try track(sample, fps: "30000/1001", rate)
    let objects = try TrackedObject.lines(outcome.output)
    let redactionBoxes = try TrackedBox.mot(track(sample, fps: "30000/1001").text)
    #expect(objects.count == redactionBoxes.count)
    for (object, redactionBox) in zip(objects, redactionBoxes) {
      let (pixels, box) = (object.pixels, object.box)
      #expect(object.frame == redactionBox.frame && object.track == redactionBox.track)
      #expect(abs(object.time - Double(redactionBox.frame - 1) * 1001 / 30_000) < 2e-9)
      #expect(
        [pixels.x, pixels.y, pixels.width, pixels.height] == [
          redactionBox.x, redactionBox.y, redactionBox.width, redactionBox.height,
        ])
      #expect(abs(box.left * 1280 - pixels.x) < 0.02 && abs(box.width * 1280 - pixels.width) < 0.03)
      #expect(abs(box.top * 720 - pixels.y) < 0.02 && abs(box.height * 720 - pixels.height) < 0.03)
      #expect(abs(object.confidence / 100 - redactionBox.confidence) < 1e-4)
    }
    #expect(Set(objects.map(\.reason)) == ["sample", "between", "extended"])
    #expect(objects.filter { $0.reason == "sample" }.allSatisfy { $0.frame == 1 })
  }

  @Test func `the default margin adds a fifth on each side`() throws {
    let (wide, tight) = (try redactionBoxes(sample), try redactionBoxes(sample, ["--margin", "0"]))
    #expect(wide.count == tight.count)
    var exact = 0
    let inside = zip(wide, tight).filter { $0.0.y > 0 && $0.0.x > 0 && $0.0.x + $0.0.width < 1280 }
    for (wide, tight) in inside {
      // Beyond a track's end a box holds two places of a face. The margin is that of the face.
      #expect(wide.width < 1.4 * tight.width + 0.05 && wide.width > 1.2 * tight.width)
      #expect(wide.height < 1.4 * tight.height + 0.05 && wide.height > 1.2 * tight.height)
      let rest = max(abs(wide.width - 1.4 * tight.width), abs(wide.height - 1.4 * tight.height))
      if rest < 0.05 { exact += 1 }
    }
    #expect(exact > inside.count * 9 / 10)
  }

  @Test func `--max-gap controls the bridging of gaps`() throws {
    let folder = try TemporaryFolder()
    let box = [[0.4, 0.4, 0.1, 0.15]]
    let detections = try folder.write(
      "faces.json",
      DetectionResponse.text(box, milliseconds: [0, 200, 400, 600, 800, 4000, 4200, 4400, 4600, 4800]))
    let bridged = try TrackedObject.lines(
      track(detections, frames: "150", ["--format", "ndjson"]).output)
    #expect(Set(bridged.map(\.frame)).isSuperset(of: 1...145))
    #expect(bridged.filter { (40...110).contains($0.frame) }.allSatisfy { $0.reason == "bridged" })
    let apart = try TrackedBox.mot(track(detections, frames: "150", ["--max-gap", "1"]).text)
    #expect(!apart.contains { (40...110).contains($0.frame) })
  }

  @Test func `boxes are clipped at the frame borders and omitted outside`() throws {
    let folder = try TemporaryFolder()
    let boxes = [
      [-0.1, -0.1, 0.15, 0.2], [0.9, 0.95, 0.3, 0.3], [1.5, 0.2, 0.1, 0.1], [0.2, -0.9, 0.1, 0.1],
    ]
    let detections = try folder.write("faces.json", DetectionResponse.text(boxes))
    let redactionBoxes = try TrackedBox.mot(
      track(detections, frames: "1", size: "100x50", ["--margin", "0", "--allow-mismatch"]).text)
    try #require(redactionBoxes.count == 2)
    #expect(
      redactionBoxes[0].x == 0 && redactionBoxes[0].y == 0 && redactionBoxes[0].width >= 5
        && redactionBoxes[0].height >= 5)
    #expect(redactionBoxes[1].x <= 90 && abs(redactionBoxes[1].x + redactionBoxes[1].width - 100) < 1e-9)
    #expect(redactionBoxes[1].y <= 47.5 && abs(redactionBoxes[1].y + redactionBoxes[1].height - 50) < 1e-9)
  }

  @Test(arguments: ["mot", "ndjson"])
  func `output does not depend on the source and order of the samples`(format: String) throws {
    let folder = try TemporaryFolder()
    let options = ["--format", format]
    let once = try track(sample, options)
    #expect(once.output.count > 10_000)
    #expect(try track("-", options, stdin: .pipe(sample)).output == once.output)
    #expect(try track("-", options, stdin: .file(sample)).output == once.output)
    for (name, text) in try pages() {
      let detections = try folder.write(name, text)
      #expect(try track(detections, options).output == once.output, "\(name)")
      #expect(try track("-", options, stdin: .pipe(detections)).output == once.output, "\(name)")
    }
    #expect(try track(sample, to: folder("covers"), options).code == 0)
    #expect(try bytes(of: folder("covers")) == once.output)
  }

  /// The detections of the sample in two pages: in order, and reversed.
  private func pages() throws -> [(String, String)] {
    let lines = String(decoding: try bytes(of: sample), as: UTF8.self).split(separator: "\n")
    let entries = lines.filter { $0.hasPrefix("{\"Timestamp\"") }.map { $0.last == "," ? $0.dropLast() : $0 }
    let cut = try #require(entries.firstIndex { $0.hasPrefix("{\"Timestamp\": 4000") })
    func page(_ entries: ArraySlice<Substring>, _ more: String) -> String {
      #"{"Faces":[\#(entries.joined(separator: ","))],"JobStatus":"SUCCEEDED"\#(more)}"# + "\n"
    }
    let metadata = #","VideoMetadata":{"DurationMillis":8000,"FrameWidth":1280,"FrameHeight":720}"#
    let (early, late) = (entries[..<cut], entries[cut...])
    return [
      ("in order", page(early, #","NextToken":"a""#) + page(late, metadata)),
      ("later first", page(late, #","NextToken":"a""#) + page(early, metadata)),
    ]
  }

  @Test func `detections without faces give an empty output and a note`() throws {
    let folder = try TemporaryFolder()
    let outcome = try track(folder.write("faces.json", DetectionResponse.text()))
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("no box"))
    #expect(try track(folder("faces.json"), ["--quiet"]).errors == "")
  }
}
