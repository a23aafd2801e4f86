import FoundationEssentials
import FrameveilTesting
import Testing

/// The verification after a second render looks only at groups of pictures that the result before did not have.
@Suite(.blocking) struct SecondVerificationTests {
  private let folder: TemporaryFolder
  private let server: ReviewServer
  private let session: [String]

  init() throws {
    folder = try TemporaryFolder()
    let sample = try ShortSample.threeFaces
    // Four groups and a rest.
    try Program([
      "ffmpeg", "-v", "error", "-i", sample.video, "-an", "-c:v", "libx264", "-preset",
      "ultrafast",
      "-crf", "12", "-g", "8", "-keyint_min", "8", "-sc_threshold", "0", folder("in.mp4"),
    ]).runTool()
    server = try ReviewServer([folder("in.mp4"), "-d", sample.detections])
    let claimed = try server.ask("api/session", "POST", "{}", [Self.json])
    session = [Self.json, "Session: \(try #require(claimed.body["session"].text))"]
  }

  private static let json = "Content-Type: application/json"

  /// Stores the edits with other members, renders, and returns the verification.
  private func render(_ members: [String: JSON], revision: Int) throws -> JSON {
    guard case .object(var edits) = try server.ask("api/edits").body else { throw TestingError("no edits") }
    edits.merge(members) { $1 }
    let text = String(decoding: try JSONEncoder().encode(JSON.object(edits)), as: UTF8.self)
    let stored = try server.ask("api/edits", "PUT", text, session + ["If-Match: \(revision)"])
    try #require(stored.status == 200, "\(stored)")
    try #require(try server.ask("api/job", "POST", "{}", session).status == 202)
    var job = try server.ask("api/job").body
    while job["step"] != .null { job = try server.ask("api/job").body }
    try #require(job["message"] == .null, "\(job)")
    return try server.ask("api/edits").body["verification"]
  }

  /// What `frameveil verify` finds in the whole result.
  private func wholeFindings() throws -> [[Int]] {
    let outcome = try Frameveil.run(["verify", folder("in-hidden.mp4"), "--json", "--quiet"])
    let found = try JSONDecoder().decode(JSON.self, from: Data(outcome.output))
    return found["visible"].elements.map { face in
      Self.numbers(face, ["left", "top", "width", "height"].map { face["box"][$0] })
    }
  }

  /// Start, end, confidence and box in millionths.
  private static func numbers(_ face: JSON, _ box: [JSON]) -> [Int] {
    ([face["start"], face["end"], face["confidence"]] + box).compactMap(\.number).map {
      Int(($0 * 1e6).rounded())
    }
  }

  @Test func `what was found on copied groups is found again, without a look`() throws {
    let track = try server.ask("api/review").body["overview"]["tracks"][0]
    let shown: [String: JSON] = [
      "tracks": [["track": track["track"], "time": track["first"]["time"], "box": track["first"]["box"]]],
      "decisions": [["id": "d1", "track": track["track"], "action": "show", "reason": ""]],
    ]
    let first = try render(shown, revision: 2)
    #expect(first["unchanged"] == .null && first["findings"].elements.count == 1, "\(first)")
    let end = try #require(server.ask("api/review").body["overview"]["video"]["seconds"].number)
    let place: [JSON] = [0.0, 0.0, 0.2, 0.2]
    let box: JSON = [
      "id": "b1", "kind": "drawn", "label": "",
      "keyframes": [
        ["time": .number(end - 0.2), "box": .array(place)], ["time": .number(end), "box": .array(place)],
      ],
    ]
    let second = try render(["boxes": [box]], revision: 4)
    let unchanged = try #require(second["unchanged"].int, "\(second)")
    let frames = try #require(second["frames"].int)
    #expect((8..<frames).contains(unchanged), "\(second)")
    let findings = second["findings"].elements.map { Self.numbers($0, $0["box"].elements) }
    #expect(try findings == wholeFindings())
    let report = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("in-hidden.report.json")))
    #expect(
      report["review"]["verified"] == [
        "frames": .integer(frames), "unchanged": .integer(unchanged), "visible": 1,
      ])
    let page = String(decoding: try folder.contents("in-hidden.report.html"), as: UTF8.self)
    #expect(page.contains("\(unchanged) of them in the output before"))
  }
}
