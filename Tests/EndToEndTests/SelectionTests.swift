import FoundationEssentials
import FrameveilTesting
import Testing

/// The selection options, checked on the frames of the output.
@Suite(.blocking) struct SelectionTests {
  /// The state of a region of a frame in the output.
  enum State: Equatable {
    case hidden, untouched, other
  }
  /// Two static faces: track 1 at the top left, track 2 at the top right.
  private static let faces = [[0.1, 0.1, 0.15, 0.2], [0.7, 0.1, 0.15, 0.2]]
  private static let places: [(x: Range<Int>, y: Range<Int>)] = [(34..<78, 26..<70), (226..<270, 26..<70)]

  private static let before = Result { try DecodedLuma(Clip.ntscWithBFrames.path) }

  /// Runs `blur`, which must succeed, and returns the state of both regions for each frame.
  private func states(_ folder: TemporaryFolder, _ answer: String, _ options: [String]) throws -> [[State]] {
    let (input, output) = (try Clip.ntscWithBFrames.path, folder("out.mp4"))
    let detections = try folder.write("faces.json", answer)
    let outcome = try blur(input, detections, output, ["--effect", "solid", "--json"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    try folder.write("summary.json", outcome.output)
    let (before, after) = (try Self.before.get(), try LumaFrames(output))
    var states: [[State]] = []
    while states.count < before.count,
      let found = after.next({ new in
        before.read(states.count) { old in Self.places.map { state(old, new, $0) } }
      })
    {
      states.append(found)
    }
    #expect(states.count == before.count && after.next { _ in true } == nil)
    return states
  }

  private func state(_ old: Luma, _ new: Luma, _ place: (x: Range<Int>, y: Range<Int>)) -> State {
    if new.share(x: place.x, y: place.y, of: { $0 < 28 }) > 0.99 { return .hidden }
    // 35 dB of PSNR: the loss of the encoder alone.
    return new.meanSquaredDifference(old, x: place.x, y: place.y) < 20.6 ? .untouched : .other
  }

  /// How rules are combined is tested without a video in `SelectionDecisionTests`, and with both kinds below.
  @Test(
    arguments: [
      ([], [.hidden, .hidden]), (["--only", "track:2"], [.untouched, .hidden]),
      (["--except=track:1", "--except=track:2"], [.untouched, .untouched]),
      (["--except", "region:0,0;0.5,0;0.5,0.5;0,0.5"], [.untouched, .hidden]),
    ] as [([String], [State])])
  func `an excluded face is unchanged, and the others are redacted`(options: [String], expected: [State])
    throws
  {
    let found = try states(TemporaryFolder(), DetectionResponse.text(Self.faces), options)
    #expect(found.count == 60)
    for (frame, states) in found.enumerated() { #expect(states == expected, "frame \(frame)") }
  }

  @Test func `--except with a time span applies to whole frames only`() throws {
    let found = try states(
      TemporaryFolder(), DetectionResponse.text(Self.faces), ["--except", "track:1@0.5-0:00:01.5"])
    // At 30000/1001 frames per second, frame 15 begins at 0.5005 s, and frame 43 ends at 1.468 s.
    for (frame, states) in found.enumerated() {
      #expect(states == [(15...43).contains(frame) ? .untouched : .hidden, .hidden], "frame \(frame)")
    }
  }

  /// Track 1 matches anna in the samples at 0.5, 1 and 1.5 s, and no one at 0 and 2 s; track 2 always matches bert.
  private static let search: String = {
    let entries = (0...4).flatMap { sample in
      zip(faces, ["anna", "bert"]).map { box, name in
        let matches = name == "bert" || (1...3).contains(sample)
        let match = #"{"Similarity":97,"Face":{"FaceId":"x","ExternalImageId":"\#(name)"}}"#
        return """
          {"Timestamp":\(sample * 500),"FaceMatches":[\(matches ? match : "")],"Person":{"Index":\(name == "bert" ? 100 : sample),
          "Face":{"BoundingBox":{"Left":\(box[0]),"Top":\(box[1]),"Width":\(box[2]),"Height":\(box[3])}}}}
          """
      }
    }
    return #"{"JobStatus":"SUCCEEDED","Persons":[\#(entries.joined(separator: ","))]}"#
  }()

  @Test func `--except-match leaves a face visible between its matches`() throws {
    let found = try states(TemporaryFolder(), Self.search, ["--except-match", "anna:95"])
    for (frame, states) in found.enumerated() {
      #expect(states == [(15...44).contains(frame) ? .untouched : .hidden, .hidden], "frame \(frame)")
    }
  }

  @Test func `--only-match redacts the whole track of a face matched once`() throws {
    let found = try states(TemporaryFolder(), Self.search, ["--only-match", "anna:95"])
    for states in found { #expect(states == [.hidden, .untouched]) }
    let nobody = try states(TemporaryFolder(), Self.search, ["--except-match", "anna:98"])
    for states in nobody { #expect(states == [.hidden, .hidden]) }
  }

  @Test func `manual boxes are redacted during their spans, regardless of other rules`() throws {
    let folder = try TemporaryFolder()
    let boxes = try folder.write(
      "boxes.json",
      """
      [{"start": 0.5, "end": "0:00:01", "box": [0.1, 0.1, 0.15, 0.2], "label": "sign"},
       {"keyframes": [{"time": 0, "box": [0.7, 0.8, 0.15, 0.2]}, {"time": 2.1, "box": [0.7, -0.6, 0.15, 0.2]}]}]
      """)
    let options = ["--except", "time:0-10", "--add", boxes]
    let found = try states(folder, DetectionResponse.text(Self.faces), options)
    // The first box spans frames 14 (on screen at 0.5 s) to 29; the second reaches the region of track 2 at 1.05 s.
    for (frame, states) in found.enumerated() {
      #expect(states[0] == ((14...29).contains(frame) ? .hidden : .untouched), "frame \(frame)")
    }
    #expect(found[0][1] == .untouched && found[31][1] == .hidden && found[59][1] == .untouched)
  }

  @Test func `the summary lists the faces left visible by rule`() throws {
    let folder = try TemporaryFolder()
    let boxes = try folder.write(
      "boxes.json", #"[{"start":0,"end":0.1,"box":[0.4,0.4,0.1,0.1],"label":"sign"}]"#)
    let found = try states(
      folder, DetectionResponse.text(Self.faces),
      ["--except", "track:2", "--only", "track:1", "--add", boxes])
    for states in found { #expect(states == [.hidden, .untouched]) }
    let summary = try JSONDecoder().decode(Summary.self, from: Data(bytes(of: folder("summary.json"))))
    #expect(summary.faces == 60 && summary.leftVisible == 60 && summary.added == 3 && summary.tracks == 2)
    let share = Summary.Share(boxes: 60, frames: 60, tracks: [2])
    #expect(summary.choice.leftVisible == share)
    #expect(summary.choice.rules.map(\.text) == ["track:1", "track:2"])
    #expect(summary.choice.rules.map(\.share.tracks) == [[1], [2]])
    #expect(summary.choice.rules[1].share == share)
    #expect(summary.choice.added.map(\.frames) == [3])
    #expect(summary.notes == ["left visible by the selection rules: 60 boxes on 60 frames (track:2)"])
  }

  private struct Summary: Decodable {
    struct Share: Decodable, Equatable { var boxes, frames: Int, tracks: [Int] }
    struct Rule: Decodable { var kind, text: String, share: Share }
    struct Added: Decodable { var label: String, frames: Int }
    struct Selection: Decodable { var rules: [Rule], leftVisible: Share, added: [Added] }
    var faces, leftVisible, added, tracks: Int
    var choice: Selection
    var notes: [String]
  }

  @Test(
    arguments: [
      (["--only", "track:3"], 65, "there is no such track; this run has 2"),
      (["--except", "track:1,9"], 65, "track:9"), (["--except", "track:1;2"], 64, "character 8"),
      (["--except-match", "anna"], 64, "NAME:SIMILARITY"),
      (["--except-match", "anna:101"], 64, "NAME:SIMILARITY"),
      (["--except-match", "anna:95"], 65, "GetFaceSearch"), (["--add", "-"], 64, "--add takes a file"),
      (["--except-match", "anna:95", "--hide", "faces,persons"], 64, "remove persons from --hide"),
      (["--add", "none.json"], 66, "none.json"),
      (["--add", "bad.json"], 65, "bad.json: line 2, byte 30, [0].box[1]"),
      (["--add", "late.json"], 65, "matches no frame"),
    ] as [([String], Int32, String)])
  func `an invalid selection is refused, and nothing is written`(
    options: [String], code: Int32, words: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("bad.json", "[{\"start\":0,\"end\":1,\n\"box\":[0,\"a\",1,1]}]")
    try folder.write("late.json", #"[{"start":100,"end":101,"box":[0,0,1,1]}]"#)
    let detections = try folder.write("faces.json", DetectionResponse.text(Self.faces))
    let names = folder.names
    let paths = options.map { $0.hasSuffix(".json") ? folder($0) : $0 }
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), paths)
    #expect(outcome.code == code)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1)
    #expect(folder.names == names)
  }
}
