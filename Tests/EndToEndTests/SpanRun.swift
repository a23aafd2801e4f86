import FoundationEssentials
import FrameveilTesting
import Testing

/// A generated video with detections and options, run as a whole and in spans.
struct SpanRun {
  let folder: TemporaryFolder
  let video: String
  let options: [String]

  /// Encodes without loss, so that decoded frames are equal where the masks are, whatever the encoder's state is.
  static let lossless = """
    # Lossless H.264.
    extensions:
    encode: videoconvert !
      x264enc pass=quant quantizer=0 speed-preset=ultrafast bframes=0 key-int-max=250
    mux: mp4
    """

  /// - Parameter finding: let the embedded detector find the faces.
  init(video: String, detections: String, _ options: [String] = [], finding: Bool = false) throws {
    folder = try TemporaryFolder()
    self.video = video
    let profile = try folder.write("lossless.profile", Self.lossless)
    let faces = try folder.write("faces.json", detections)
    self.options = (finding ? [] : ["-d", faces]) + ["-p", profile, "-q"] + options
  }

  @discardableResult func frameveil(_ arguments: [String], code: Int32 = 0) throws -> String {
    let outcome = try Frameveil.run(arguments)
    try #require(outcome.code == code, "\(arguments): \(outcome.errors)")
    return outcome.errors
  }

  /// The output and the report of a run over the whole video.
  func whole() throws -> (video: String, report: String) {
    try frameveil(
      ["blur", video, "--untouched", "encode", "-o", folder("whole.mp4"), "--report", folder("whole.json")]
        + options)
    return (folder("whole.mp4"), folder("whole.json"))
  }

  /// The output and the report of a run with several workers.
  func divided(_ workers: Int) throws -> (video: String, report: String) {
    try frameveil(
      ["blur", video, "--workers", "\(workers)", "-o", folder("divided.mp4")]
        + ["--report", folder("divided.json")] + options)
    return (folder("divided.mp4"), folder("divided.json"))
  }

  func plan(_ name: String = "plan.json", spans: Int, _ more: [String] = []) throws -> String {
    try frameveil(["plan", video, "--spans", "\(spans)", "-o", folder(name)] + options + more)
    return folder(name)
  }

  /// Encodes a span, counted from 1; returns its piece.
  func piece(_ span: Int, of plan: String, to name: String? = nil) throws -> String {
    let path = folder(name ?? "\(span).piece")
    try frameveil(["blur", video, "--plan", plan, "--span", "\(span)", "-o", path, "-q"])
    return path
  }

  /// The MD5 sums of decoded frames, or of the packets of a copied track, with their timestamps, by ffmpeg.
  static func sums(_ path: String, _ stream: String) throws -> String {
    let copied = stream == "v" ? [] : ["-c", "copy"]
    return String(
      decoding: try Program(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:\(stream)"] + copied + ["-f", "framemd5", "-"]
      ).runTool(), as: UTF8.self)
  }

  /// The lines of a report, without those that differ between two runs of the same: the output's name and bytes, and what
  /// was measured.
  static func lines(_ report: String) throws -> [String] {
    let volatile = [
      "created", "bytes", "name", "sha256", "seconds", "fps", "framesInFlight", "peakRSS",
    ].map { "\"\($0)\" :" }
    return String(decoding: try bytes(of: report), as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { line in !volatile.contains(where: line.contains) }
  }
}

/// A random scene: faces that cross, pause and are lost, cuts, sound, key frames at random distances.
struct RandomScene {
  let video: String
  let detections: String
  let options: [String]
  let workers: Int

  /// - Parameter seconds: the length of the video.
  init(seed: UInt64, seconds: Int = 6) throws {
    var chance = SplitMix(seed: seed)
    let frames = 25 * seconds
    let cut = Double(Int.random(in: frames / 4..<frames * 3 / 4, using: &chance)) / 25
    let keys = (0..<seconds).map { _ in Double(Int.random(in: 1..<frames, using: &chance)) / 25 }.sorted()
    video = try ClipMaker.clip(
      "spans-\(seed)-\(seconds).mp4",
      ["-f", "lavfi", "-i", "testsrc2=size=192x144:rate=25:duration=\(cut)", "-f", "lavfi"]
        + ["-i", "mandelbrot=size=192x144:rate=25", "-f", "lavfi", "-i", "sine=r=48000", "-filter_complex"]
        + [
          "[0:v][1:v]concat=n=2,format=yuv420p[v]", "-map", "[v]", "-map", "2:a", "-t", "\(seconds)", "-c:a",
          "aac",
        ]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "\(seed % 3)", "-g", "250"]
        + ["-force_key_frames", keys.map { "\($0)" }.joined(separator: ",")])
    detections = Self.response(&chance, 1000 * seconds)
    let choices: [[String]] = [
      [], ["--except", "track:1"], ["--only", "region:0,0;0.6,0;0.6,1;0,1", "--on-weak", "hide-frame"],
      ["--except", "time:1-2.5", "--guide", "off"],
    ]
    options = choices[Int(seed) % choices.count]
    workers = Int.random(in: 2...5, using: &chance)
  }

  /// Faces sampled twice a second, each on a straight way, with holes.
  private static func response(_ chance: inout SplitMix, _ milliseconds: Int) -> String {
    var entries: [(time: Int, text: String)] = []
    for _ in 0..<4 {
      let (x, y) = (Double.random(in: 0...0.8, using: &chance), Double.random(in: 0...0.8, using: &chance))
      let (toX, toY) = (
        Double.random(in: 0...0.8, using: &chance), Double.random(in: 0...0.8, using: &chance)
      )
      let hole = Int.random(in: 0..<milliseconds - 1000, using: &chance)
      let length = Int.random(in: 0..<2500, using: &chance)
      for time in stride(from: 0, to: milliseconds, by: 500)
      where !(hole..<hole + length).contains(time) {
        let part = Double(time) / Double(milliseconds)
        let box = [x + part * (toX - x), y + part * (toY - y), 0.15, 0.2]
        entries.append((time, Self.entry(time, box)))
      }
    }
    let list = entries.sorted { $0.time < $1.time }.map(\.text).joined(separator: ",")
    return #"{"JobStatus":"SUCCEEDED","Faces":[\#(list)]}"#
  }

  private static func entry(_ time: Int, _ box: [Double]) -> String {
    #"{"Timestamp":\#(time),"Face":{"BoundingBox":{"Left":\#(box[0]),"Top":\#(box[1]),"#
      + #""Width":\#(box[2]),"Height":\#(box[3])},"Confidence":99}}"#
  }
}
