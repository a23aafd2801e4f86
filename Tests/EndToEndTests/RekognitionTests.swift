import FoundationEssentials
import FrameveilTesting
import Glibc
import Testing

/// `frameveil rekognition` and `blur --rekognition` against the local Rekognition.
@Suite(.blocking) struct RekognitionTests {
  private let folder: TemporaryFolder
  private let server: Server
  private let settings: [String: String]
  private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDREK", "AWS_SECRET_ACCESS_KEY": "rek/secret"]

  init() throws {
    folder = try TemporaryFolder()
    for name in ["store", "store/bucket"] { try #require(mkdir(folder(name), 0o755) == 0) }
    try folder.replace("store/bucket/second.mp4", with: ServedClips.second())
    server = try Server(
      [
        Frameveil.path, "serve", "--rekognition", "--folder", folder("store"), "--listen", "127.0.0.1:0",
        "-q", "--detect-size", "320",
      ],
      environment: Self.keys)
    settings = Self.keys.merging([
      "AWS_ENDPOINT_URL_REKOGNITION": server.url, "AWS_REGION": "eu-central-1", "AWS_MAX_ATTEMPTS": "1",
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": folder("none"),
    ]) { $1 }
  }

  private func rekognition(_ words: String..., with more: [String: String] = [:]) throws -> Program.Outcome {
    try Frameveil.run(["rekognition"] + words, environment: settings.merging(more) { $1 })
  }

  @Test func `the results of a job equal those of detect, and blur reads their pages directly`() throws {
    let started = try rekognition("start", "s3://bucket/second.mp4")
    try #require(started.code == 0, "\(started.errors)")
    let job = started.text.filter { $0 != "\n" }
    let waited = try rekognition("wait", job)
    try #require(waited.code == 0, "\(waited.errors)")
    let got = try rekognition("get", job, "-o", folder("got.json"))
    try #require(got.code == 0, "\(got.errors)")
    let detected = try Frameveil.run([
      "detect", folder("store/bucket/second.mp4"), "-o", folder("detected.json"), "--detect-size", "320",
    ])
    try #require(detected.code == 0, "\(detected.errors)")
    let faces = try faces(in: "got.json")
    #expect(try faces == self.faces(in: "detected.json"))
    #expect(faces.count == 15)

    let clip = folder("store/bucket/second.mp4")
    let whole = try blur(clip, folder("got.json"), folder("whole.mp4"))
    try #require(whole.code == 0, "\(whole.errors)")
    let paged = try Frameveil.run(
      ["blur", clip, "--rekognition-job", job, "-o", folder("paged.mp4")], environment: settings)
    try #require(paged.code == 0, "\(paged.errors)")
    #expect(try pictures(of: "paged.mp4") == pictures(of: "whole.mp4"))
  }

  @Test func `get runs a whole job, and overwrites nothing without --force`() throws {
    let got = try rekognition("get", "s3://bucket/second.mp4", "-o", folder("got.json"))
    try #require(got.code == 0, "\(got.errors)")
    #expect(got.errors.contains("was started"))
    #expect(try faces(in: "got.json").count == 15)
    let again = try rekognition("get", "s3://bucket/second.mp4", "-o", folder("got.json"))
    #expect(again.code == 73)
    #expect(!again.errors.contains("was started"))
  }

  @Test func `exit codes by class of error`() throws {
    #expect(try rekognition("wait", "nosuchjob").code == 66)
    #expect(try rekognition("start", "s3://bucket/none.mp4").code == 65)
    #expect(
      try rekognition("wait", "j", with: ["AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1"]).code == 69)
    #expect(try rekognition("wait", "j", with: ["AWS_SECRET_ACCESS_KEY": "other"]).code == 77)
    #expect(
      try rekognition("wait", "j", with: ["AWS_ENDPOINT_URL_REKOGNITION": "", "AWS_REGION": ""]).code == 78)
  }

  private struct Page: Decodable {
    struct Entry: Decodable, Equatable {
      struct Face: Decodable, Equatable {
        var BoundingBox: [String: Double]
        var Confidence: Double
      }
      var Timestamp: Int
      var Face: Face
    }
    var Faces: [Entry]
  }

  /// The faces of a file with one page.
  private func faces(in name: String) throws -> [Page.Entry] {
    try JSONDecoder().decode(Page.self, from: Data(bytes(of: folder(name)))).Faces
  }

  private func pictures(of name: String) throws -> [UInt8] {
    try Program(["ffmpeg", "-v", "error", "-nostdin", "-i", folder(name), "-f", "md5", "-"]).runTool()
  }
}
