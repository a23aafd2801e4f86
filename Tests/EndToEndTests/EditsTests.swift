import FoundationEssentials
import FrameveilTesting
import Testing

/// `blur --edits`: what is hidden on the frames of the output, and which edits are refused.
@Suite(.blocking) struct EditsTests {
  private static let before = Result { try DecodedLuma(Clip.ntscWithBFrames.path) }

  private static func decision(_ track: Int, _ action: String, _ span: [String: JSON] = [:]) -> JSON {
    .object(
      ["id": .string("d\(track)\(action)"), "track": .integer(track), "action": .string(action)].merging(span)
      { $1 })
  }

  /// For each frame of the output, whether each face is hidden (true) or as it was (false); nil for neither.
  private func hidden(_ clip: ReviewedClip) throws -> [[Bool?]] {
    let (before, after) = (try Self.before.get(), try LumaFrames(clip.folder("out.mp4")))
    var frames: [[Bool?]] = []
    while frames.count < before.count,
      let found = after.next({ new in
        before.read(frames.count) { old in
          ReviewedClip.places.map { place -> Bool? in
            if new.share(x: place.x, y: place.y, of: { $0 < 28 }) > 0.99 { return true }
            return new.meanSquaredDifference(old, x: place.x, y: place.y) < 20.6 ? false : nil
          }
        }
      })
    {
      frames.append(found)
    }
    return frames
  }

  @Test func `other edits invalidate the output of an earlier run`() throws {
    let clip = try ReviewedClip()
    let edits = try clip.edits([:])
    func resume() throws -> Program.Outcome {
      try Frameveil.run(["blur", clip.video, "--edits", edits, "-o", clip.folder("out/"), "--resume"])
    }
    let first = try resume()
    try #require(first.code == 0, "\(first.errors)")
    let again = try resume()
    #expect(again.code == 0 && again.errors.contains("already done, skipped"), "\(again.errors)")
    _ = try clip.edits([
      "tracks": [ReviewedClip.anchor(2)], "decisions": [Self.decision(2, "notAFace")],
    ])
    let other = try resume()
    #expect(other.code == 73 && other.errors.contains("was not made from these files"), "\(other.errors)")
  }

  @Test func `tracks are shown and boxes are hidden as the edits say`() throws {
    let clip = try ReviewedClip()
    // At 30000/1001 frames per second, frame 15 begins at 0.5005 s, and frame 29 ends at 1.001 s.
    let outcome = try clip.blur([
      "tracks": [ReviewedClip.anchor(1), ReviewedClip.anchor(2)],
      "decisions": [
        Self.decision(1, "show", ["start": 0.5, "end": 1.01]), Self.decision(2, "notAFace"),
      ],
      "boxes": [
        [
          "id": "b1", "kind": "drawn",
          "keyframes": [
            ["time": 0, "box": [0.7, 0.6, 0.15, 0.2]], ["time": 1, "box": [0.7, 0.1, 0.15, 0.2]],
            ["time": 1.5, "box": [0.7, 0.1, 0.15, 0.2]],
          ],
        ]
      ],
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let found = try hidden(clip)
    #expect(found.count == 60)
    for (frame, states) in found.enumerated() {
      #expect(states[0] == !(15...29).contains(frame), "frame \(frame)")
      if (30...44).contains(frame) { #expect(states[1] == true, "frame \(frame)") }
      if frame > 45 || frame < 2 { #expect(states[1] == false, "frame \(frame)") }
    }
  }

  @Test func `the report has the decisions, the looks and what is left to look at`() throws {
    let clip = try ReviewedClip()
    let outcome = try clip.blur(
      [
        "tracks": [ReviewedClip.anchor(1)],
        "decisions": [Self.decision(1, "show", ["reason": "Consent <given>"])],
      ], ["--report", clip.folder("r.json"), "--report", clip.folder("r.html")])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(JSON.self, from: Data(clip.folder.contents("r.json")))
    #expect(report["review"]["log"][0]["reason"] == "Consent <given>")
    #expect(report["review"]["log"][0]["subject"] == "track:1")
    #expect(report["review"]["weakSpots"].int == report["weakSpots"].elements.count)
    #expect(report["review"]["required"] == (report["weakSpots"].elements.isEmpty ? false : true))
    let page = String(decoding: try clip.folder.contents("r.html"), as: UTF8.self)
    #expect(page.contains("Consent &lt;given&gt;") && page.contains("Nobody has signed"))
  }

  @Test(
    arguments: [
      (["decisions": [decision(1, "show")]], [], "track:1 is not listed in 'tracks'"),
      (["tracks": [ReviewedClip.anchor(1, time: 0.5)]], [], "it is another track"),
      (
        [
          "tracks": [["track": 1, "time": 0, "box": [0.7, 0.1, 0.2, 0.3]]],
          "decisions": [decision(1, "show")],
        ], [],
        "it is another track"
      ),
      (["tracks": [["track": 3, "time": 0, "box": [0.7, 0.1, 0.2, 0.3]]]], [], "there is no such track"),
      (
        ["tracks": [ReviewedClip.anchor(1)], "decisions": [decision(1, "show", ["start": 50, "end": 60])]],
        [],
        "is about no frame of the track"
      ),
      (
        [
          "boxes": [
            [
              "id": "b", "kind": "drawn",
              "keyframes": [["time": 90, "box": [0, 0, 1, 1]], ["time": 91, "box": [0, 0, 1, 1]]],
            ]
          ]
        ], [], "matches no frame of the video"
      ),
      (["looks": [["kind": "hole", "start": 1, "end": 2, "at": ""]]], [], "about none of this run"),
      (["video": ["name": "other.mp4", "bytes": 1, "sha256": "ab"]], [], "belongs to other video"),
      (
        ["detections": ["name": "faces.json", "bytes": 1, "sha256": "ab"]], [], "belongs to other detections"
      ),
      ([:], ["--margin", "0.3"], "was made with --margin 0.2, and this run has 0.3"),
      (["reveal": []], [], "unknown member"),
    ] as [([String: JSON], [String], String)])
  func `edits of another run are refused, and nothing is written`(
    edits: [String: JSON], options: [String], words: String
  ) throws {
    let clip = try ReviewedClip()
    let outcome = try clip.blur(edits, options)
    #expect(outcome.code == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(clip.folder.names.sorted() == ["clip.edits.json", "faces.json"])
  }

  @Test(arguments: [["--except", "track:1"], ["--add", "boxes.json"]])
  func `rules beside edits are a usage error`(options: [String]) throws {
    let clip = try ReviewedClip()
    let outcome = try clip.blur([:], options)
    #expect(
      outcome.code == 64 && outcome.errors.contains("cannot be given beside --edits"), "\(outcome.errors)")
  }
}
