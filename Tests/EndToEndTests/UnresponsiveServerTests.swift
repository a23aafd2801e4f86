import FrameveilTesting
import Glibc
import Testing

/// A signal ends a run within five seconds even if a server does not respond, and unfinished uploads are reported.
@Suite(.blocking) struct UnresponsiveServerTests {
  /// The limit is five seconds, and the time is printed; the test allows more, because the machine may be busy.
  private static let watchdog = Duration.seconds(60)
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Sends a signal to a run once `isThere` returns, and returns the text on its terminal.
  private func interrupt(
    _ words: [String], with signal: Int32, environment: [String: String] = [:],
    _ sourceLocation: SourceLocation,
    once isThere: () throws -> Void
  ) throws -> String {
    let session = try TerminalSession([Frameveil.path] + words, environment: environment)
    try isThere()
    let start = ContinuousClock.now
    session.send(signal)
    let code = session.end()
    let time = ContinuousClock.now - start
    print("\(words[0]) ended \(time) after its signal")
    #expect(code == 130, "\(session.text)", sourceLocation: sourceLocation)
    #expect(time < Self.watchdog, "\(session.text)", sourceLocation: sourceLocation)
    #expect(session.text.contains("interrupted"), "\(session.text)", sourceLocation: sourceLocation)
    return session.text
  }

  /// A `track` command with an output of so many megabytes: thirty faces per frame, 0.25 kB each.
  private func track(_ megabytes: Int, to output: String) throws -> [String] {
    let faces = (0..<40).flatMap { sample in
      (0..<30).map { face in
        """
        {"Timestamp":\(sample * 5000),"Face":{"BoundingBox":{"Width":0.01,"Height":0.01,\
        "Left":\(0.05 + 0.03 * Double(face)),"Top":0.4},"Confidence":99}}
        """
      }
    }
    let answer = #"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]}"#
    return [
      "track", "-d", try folder.write("faces.json", answer), "-o", output, "--fps", "10", "--frames",
      "\(megabytes * 100)", "--size", "1280x720", "--format", "ndjson", "--max-gap", "20", "--allow-mismatch",
      "-q",
    ]
  }

  /// The store responds to `answers` requests (HeadObject, CreateMultipartUpload, parts), then to none.
  @Test(arguments: 0..<7) func `a store that stops responding`(answers: Int) throws {
    let store = try SilentStore(["answers": .integer(answers)])
    let text = try interrupt(
      track(answers < 2 ? 1 : 5 * answers + 8, to: "s3://bucket/boxes.txt"),
      with: answers % 2 == 0 ? SIGTERM : SIGINT, environment: store.environment, #_sourceLocation
    ) {
      try #require(store.seenOnceSilent().isSilent)
    }
    #expect(try store.seen().mostParts <= 3)
    #expect(text.contains(Self.words[min(answers, 2)]), "\(text)")
  }

  /// The message by the state of the upload: not started, unknown, started.
  private static let words = [
    "nothing was written", "aws s3api list-multipart-uploads --bucket bucket",
    "aws s3api abort-multipart-upload --bucket bucket",
  ]

  @Test func `a store that does not respond to CompleteMultipartUpload`() throws {
    let store = try SilentStore(["silentTo": ["CompleteMultipartUpload"]])
    let text = try interrupt(
      track(1, to: "s3://bucket/boxes.txt"), with: SIGTERM, environment: store.environment, #_sourceLocation
    ) {
      try #require(store.seenOnceSilent().isSilent)
    }
    #expect(text.contains("did not confirm that the upload is complete"), "\(text)")
  }

  @Test(arguments: [SIGTERM, SIGINT]) func `a store that stops responding while a muxer writes`(signal: Int32)
    throws
  {
    // Noise, encoded almost without loss to 15 MB a second, so that the output fills all part buffers: 28 MB.
    let clip = try ClipMaker.clip(
      "noise.mp4",
      [
        "-f", "lavfi", "-i", "nullsrc=s=640x360:r=30:d=3,noise=alls=100:allf=t", "-c:v", "libx264",
        "-preset", "ultrafast", "-qp", "8",
      ])
    let profile = try folder.write(
      "large.profile",
      """
      encode: videoconvert ! x264enc pass=quant quantizer=2 vbv-buf-capacity=0 speed-preset=ultrafast bframes=0
      mux: mp4

      """)
    let store = try SilentStore(["answers": 2])
    let text = try interrupt(
      [
        "blur", clip, "-d", folder.write("faces.json", DetectionResponse.corner), "-o", "s3://bucket/out.mp4",
        "-q", "--allow-mismatch", "--profile", profile,
      ],
      with: signal, environment: store.environment, #_sourceLocation
    ) {
      try #require(store.seenOnceSilent().isSilent)
    }
    #expect(text.contains("aws s3api abort-multipart-upload --bucket bucket"), "\(text)")
  }

  @Test(arguments: ["at first", "after its index", "in the middle"])
  func `a source that stops responding`(place: String) throws {
    let sample = Frameveil.sample("faces.mp4")
    let stop = place == "after its index" ? 40_000 : 150_000
    for scheme in ["s3", "http"] {
      let store = try SilentStore(
        place == "at first" ? ["answers": 0] : ["file": .string(sample), "stop": .integer(stop)])
      let input = scheme == "s3" ? "s3://bucket/in.mp4" : store.url + "/in.mp4"
      _ = try interrupt(
        ["blur", input, "-d", Frameveil.sample("faces.json"), "-o", folder("out.mp4"), "-q"], with: SIGTERM,
        environment: store.environment, #_sourceLocation
      ) {
        try #require(store.seenOnceSilent().isSilent)
      }
      #expect(!folder.names.contains("out.mp4"))
    }
  }

  @Test func `a URL that receives the output and does not respond`() throws {
    let store = try SilentStore(["answers": 0])
    let text = try interrupt(
      track(1, to: store.url + "/boxes.txt?signature=secret"), with: SIGTERM, environment: store.environment,
      #_sourceLocation
    ) {
      try #require(store.seenOnceSilent().isSilent)
    }
    #expect(text.contains("did not confirm the upload"), "\(text)")
    #expect(!text.contains("secret"))
  }

  @Test(arguments: [
    ["rekognition", "wait", "job"], ["rekognition", "get", "job", "-o", "s3://bucket/faces.json"],
    ["rekognition", "start", "s3://bucket/in.mp4"],
  ])
  func `a service that does not respond`(words: [String]) throws {
    let store = try SilentStore(["answers": 0])
    _ = try interrupt(words, with: SIGTERM, environment: store.environment, #_sourceLocation) {
      try #require(store.seenOnceSilent().isSilent)
    }
  }

  @Test func `a credentials endpoint or process that does not respond`() throws {
    let store = try SilentStore(["answers": 0])
    var variables = store.environment
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] { variables[name] = "" }
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = store.url
    _ = try interrupt(
      ["rekognition", "wait", "job"], with: SIGTERM, environment: variables, #_sourceLocation
    ) {
      try #require(store.seenOnceSilent().isSilent)
    }
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = ""
    let second = try SilentStore(["answers": 0])
    variables["AWS_CONFIG_FILE"] = try folder.write(
      "config", "[default]\ncredential_process = curl -s \(second.url)\n")
    _ = try interrupt(
      ["rekognition", "wait", "job"], with: SIGTERM, environment: variables, #_sourceLocation
    ) {
      try #require(second.seenOnceSilent().isSilent)
    }
  }
}
