import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil review`: the page in Chromium, the requests behind it, and what is left after a crash.
@Suite(.blocking) struct ReviewTests {
  private let folder: TemporaryFolder
  private let video: String
  private let detections: String

  init() throws {
    folder = try TemporaryFolder()
    let sample = try ShortSample.threeFaces
    try Program(["cp", sample.video, folder("in.mp4")]).runTool()
    try Program(["cp", sample.detections, folder("given.json")]).runTool()
    (video, detections) = (folder("in.mp4"), folder("given.json"))
  }

  private func review(_ options: [String] = []) throws -> ReviewServer {
    try ReviewServer([video, "-d", detections] + options)
  }

  @Test func `a video is reviewed, rendered and signed by keys, and the command line makes the same bytes`()
    throws
  {
    let server = try review()
    let seen = try Browser.review("review", server.url)
    #expect(seen["wrong"] == [] && seen["axe"] == [], "\(seen["wrong"]) \(seen["axe"])")
    #expect(seen["hosts"].elements.filter { $0 != "blob" && $0 != "data" }.count == 1, "\(seen["hosts"])")
    #expect(seen["before"] == seen["again"], "undo and redo lead back")
    let edits = seen["edits"]
    #expect(edits["decisions"].elements.count == 1 && edits["decisions"][0]["action"] == "show")
    #expect(edits["boxes"][0]["kind"] == "followed" && edits["boxes"][0]["keyframes"].elements.count >= 2)
    #expect(edits["people"].elements.count == 2)
    #expect(edits["signature"]["name"] == "reviewer 1")
    let output = try bytes(of: folder("in-hidden.mp4"))
    let record = try ReviewedClip.record(folder("in-hidden.mp4"), named: "in-hidden.mp4")
    #expect(edits["signature"]["result"] == record)
    let report = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("in-hidden.report.json")))
    #expect(
      report["review"]["required"] == false && report["review"]["signature"]["result"] == record["sha256"])
    #expect(report["review"]["signature"]["name"] == "reviewer 1")
    #expect(
      String(decoding: try folder.contents("in-hidden.report.html"), as: UTF8.self).contains(
        "Signed by <b>reviewer 1</b>"))
    #expect(server.end() == 0)
    let outcome = try Frameveil.run([
      "blur", video, "--edits", folder("in.edits.json"), "-o", folder("cli.mp4"),
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try bytes(of: folder("cli.mp4")) == output)
  }

  @Test func `a result is signed after a restart, and a second render copies what has not changed`() throws {
    let first = try review()
    _ = try Browser.review("unsigned", first.url)
    #expect(first.end() == 0)
    for name in ["mp4", "report.json"] {
      try Program(["cp", folder("in-hidden.\(name)"), folder("first.\(name)")]).runTool()
    }
    let second = try review()
    let seen = try Browser.review("restarted", second.url)
    #expect(seen["wrong"] == [], "\(seen)")
    let record = try ReviewedClip.record(folder("first.mp4"), named: "in-hidden.mp4")
    #expect(seen["edits"]["signature"]["result"] == record)
    #expect(second.end() == 0)
    let report = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("in-hidden.report.json")))
    #expect(try #require(report["summary"]["reused"]["copiedFrames"].int) >= 0)
    let outcome = try Frameveil.run([
      "blur", video, "--edits", folder("in.edits.json"), "-o", folder("cli.mp4"), "--reuse",
      folder("first.mp4"),
      "--reuse-report", folder("first.report.json"),
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try bytes(of: folder("cli.mp4")) == bytes(of: folder("in-hidden.mp4")))
  }

  @Test func `a preparation that fails is told on the page`() throws {
    try Program(["mkfifo", folder("shots.json")]).runTool()
    let server = try Server([
      Frameveil.path, "review", video, "-d", detections, "--no-open", "--shots", folder("shots.json"),
    ])
    let seen = try Browser.review("failing", server.url, screenshots: folder(""))
    #expect(seen["wrong"] == [] && seen["alert"].text?.contains("shots.json") == true, "\(seen)")
  }

  /// Chromium knows neither codec; of AVI it does not even read the sound.
  @Test(arguments: [
    ("hevc.mkv", "libx265", true), ("prores.mov", "prores_ks", true), ("prores.avi", "prores_ks", false),
  ])
  func `a video that the browser cannot show is played as pictures`(
    name: String, codec: String, hasSound: Bool
  )
    throws
  {
    let log = codec == "libx265" ? ["-x265-params", "log-level=none", "-preset", "ultrafast"] : []
    try Program(
      ["ffmpeg", "-v", "error", "-i", video, "-c:v", codec] + log + [
        "-c:a", "copy", folder(name),
      ]
    ).runTool()
    let server = try ReviewServer([folder(name), "-d", detections])
    let seen = try withExtendedLifetime(server) { try Browser.review("stills", server.url) }
    #expect(seen["wrong"] == [] && seen["width"].int ?? 0 > 0, "\(seen)")
    #expect((seen["sound"].int ?? 0 > 0) == hasSound, "\(seen)")
    #expect(seen["hint"].text?.contains(hasSound ? "plays its sound" : "without sound") == true, "\(seen)")
  }

  @Test func `it fits screens of desktops and tablets, in light and dark`() throws {
    let server = try review()
    let seen = try withExtendedLifetime(server) { try Browser.review("look", server.url) }
    #expect(seen["axe"] == [] && seen["wide"] == [] && seen["wrong"] == [], "\(seen)")
  }

  @Test func `a second tab is refused until it takes over`() throws {
    let server = try review()
    let seen = try withExtendedLifetime(server) { try Browser.review("tabs", server.url) }
    #expect(seen["hidden"] == true && seen["decisions"] == 1, "\(seen)")
  }

  @Test func `requests from elsewhere are refused`() throws {
    let server = try review()
    let parts = server.url.split(separator: "/")
    let (host, token) = ("http://\(parts[1])/", String(parts[2]))
    for (root, path) in [
      (host, ""), (host, "api/edits"), (host, "\(token.dropLast())\(token.hasSuffix("0") ? 1 : 0)/"),
      (host, token.dropLast() + "/"),
      (host, "../\(token)/api/edits"),
    ] {
      #expect(try server.ask(path, root: root).status == 403, "\(path)")
    }
    for path in [
      "../../../../etc/passwd", "..%2f..%2fetc/passwd", "in.mp4", "api/pictures/../edits",
      "api/pictures/999.jpg",
    ] {
      #expect(try server.ask(path).status == 404, "\(path)")
    }
    let evil = [
      "Origin: http://evil.example", "Host: evil.example", "Sec-Fetch-Site: cross-site", "Origin: null",
    ]
    for header in evil {
      #expect(try server.ask("api/edits", "GET", nil, [header]).status == 403, "\(header)")
    }
    #expect(try server.ask("api/edits", "GET", nil, ["Origin: http://\(parts[1])"]).status == 200)
  }

  @Test func `edits that are not understood, not based on the newest, or of another page are refused`() throws
  {
    let server = try review()
    let json = "Content-Type: application/json"
    func put(_ body: String, _ session: String, _ revision: String, _ type: String = json) throws -> Int {
      try server.ask("api/edits", "PUT", body, [type, "Session: \(session)", "If-Match: \"\(revision)\""])
        .status
    }
    let claimed = try server.ask("api/session", "POST", "{}", [json])
    let session = try #require(claimed.body["session"].text)
    #expect(try server.ask("api/session", "POST", "{}", [json]).status == 409)
    let text = String(decoding: try folder.contents("in.edits.json"), as: UTF8.self)
    #expect(try put(text, "other", "2") == 409)
    #expect(try put(text, session, "1") == 412)
    #expect(try put(text, session, "2", "Content-Type: text/plain") == 415)
    #expect(try put("{}", session, "2") == 422)
    #expect(try put(text.replacing("\"boxes\"", with: "\"bokses\""), session, "2") == 422)
    #expect(
      try put(text.replacing("\"name\" : \"in.mp4\"", with: "\"name\" : \"x.mp4\""), session, "2") == 422)
    let unknown = text.replacing(
      #""tracks" : ["#, with: #""tracks" : [{"track": 9, "time": 0, "box": [0, 0, 0.1, 0.1]}"#)
    #expect(try put(unknown, session, "2") == 422)
    #expect(try put(text, session, "2") == 200)
    #expect(try put(text, session, "2") == 412)
    #expect(
      try server.ask("api/signature", "POST", #"{"name":"reviewer 1"}"#, [json, "Session: \(session)"]).status
        == 409)
    #expect(String(decoding: try folder.contents("in.edits.json"), as: UTF8.self) == text)
  }

  @Test func `edits and answers are as the documents say`() throws {
    let server = try review()
    let json = "Content-Type: application/json"
    let session = try server.ask("api/session", "POST", "{}", [json])
    let id = "Session: \(try #require(session.body["session"].text))"
    let asked: [(path: String, method: String, body: String?)] = [
      ("api/review", "GET", nil), ("api/edits", "GET", nil), ("api/job", "GET", nil),
      ("api/boxes?from=0&to=1", "GET", nil), ("api/boxes?from=0&to=100", "GET", nil),
      ("api/follow", "POST", #"{"time": 0.5, "box": [0.4, 0.4, 0.2, 0.2]}"#), ("api/follow", "POST", "{}"),
      ("api/edits", "PUT", "{}"), ("api/signature", "POST", #"{"name": "reviewer 1"}"#),
    ]
    let lines = try asked.map { path, method, body in
      let answer = try server.ask(path, method, body, [json, id])
      let entry: JSON = [
        "path": .string(path), "method": .string(method), "status": .integer(answer.status),
        "body": answer.body,
      ]
      return String(decoding: try JSONEncoder().encode(entry), as: UTF8.self)
    }
    let answers = try folder.write("answers.jsonl", lines.joined(separator: "\n") + "\n")
    let judged = try Program([
      "\(Frameveil.repository)/.build/e2e/bin/python", "\(Frameveil.repository)/Tests/Stack/review-judge",
      folder("in.edits.json"), answers,
    ]).runTool()
    #expect(String(decoding: judged, as: UTF8.self) == "\(asked.count)\n")
  }

  @Test func `a player gets ranges`() throws {
    let server = try review()
    let whole = try bytes(of: video)
    for (range, expected) in [
      ("0-99", 0..<100), ("100-", 100..<whole.count), ("-50", whole.count - 50..<whole.count),
    ] {
      let found = try Program(["curl", "-sS", "-H", "Range: bytes=\(range)", server.url + "video"]).runTool()
      #expect(Array(found) == Array(whole[expected]), "\(range)")
    }
    #expect(try server.ask("video", "GET", nil, ["Range: bytes=\(whole.count)-"]).status == 416)
  }

  @Test func `no edit is lost when the program is killed`() throws {
    // Prepared once, so that each start is short.
    #expect(try review().end() == 0)
    let output = try Program([
      Judges.program("python"), "\(Frameveil.repository)/Tests/Stack/review-crashes", "8", "1",
      Frameveil.path, video,
      detections, folder("in.edits.json"),
    ]).runTool()
    let seen = try JSONDecoder().decode(JSON.self, from: Data(output))
    #expect(seen["wrong"] == [], "\(seen)")
    #expect(try #require(seen["acknowledged"].int) >= 8)
  }

  @Test func `a render that is cancelled writes nothing, and another one can be started`() throws {
    let server = try review()
    let json = "Content-Type: application/json"
    let claimed = try server.ask("api/session", "POST", "{}", [json])
    let session = "Session: \(try #require(claimed.body["session"].text))"
    #expect(try server.ask("api/job", "POST", "{}", [json, "Session: other"]).status == 409)
    let before = folder.names
    for ended in 2...3 {
      #expect(try server.ask("api/job", "POST", "{}", [json, session]).status == 202)
      #expect(try server.ask("api/job", "POST", "{}", [json, session]).status == 409)
      #expect(try server.ask("api/job", "DELETE", nil, [session]).status == 202)
      var job = try server.ask("api/job").body
      while job["step"] != .null { job = try server.ask("api/job").body }
      #expect(job["message"] == "cancelled" && job["ended"].int == ended)
    }
    #expect(folder.names == before)
  }

  @Test func `a file of tracks that was damaged is made again`() throws {
    let first = try review()
    let overview = try first.ask("api/review").body["overview"]
    #expect(first.end() == 0)
    var tracks = try folder.contents("in.tracks")
    tracks[tracks.count / 2] ^= 1
    try folder.write("in.tracks", tracks)
    let second = try review()
    #expect(try second.ask("api/review").body["overview"] == overview)
    #expect(second.end() == 0)
    #expect(try folder.contents("in.tracks") != tracks)
  }

  @Test func `edits of another video are refused at the start`() throws {
    #expect(try review().end() == 0)
    try Program(["cp", ShortSample.oneSecond.video, video]).runTool()
    let outcome = try Frameveil.run(["review", video, "-d", detections, "--no-open", "-q"])
    #expect(outcome.code == 65 && outcome.errors.contains("belongs to other video"), "\(outcome.errors)")
  }

  @Test func `the page's plain values do as they should`() throws {
    try Program(["node", "--test", "\(Frameveil.repository)/Tests/ReviewPage"]).runTool()
  }

  @Test func `the page's files are small`() throws {
    let output = try Program(["du", "-bs", "\(Frameveil.repository)/Sources/App/ReviewPage"]).runTool()
    let size = try #require(Int(String(decoding: output, as: UTF8.self).prefix { $0.isNumber }))
    #expect(size < 200_000)
  }
}
