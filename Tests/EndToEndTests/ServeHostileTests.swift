import FrameveilTesting
import Glibc
import Testing

/// The local Rekognition with hostile clients, tested with the AWS SDK for Python.
@Suite(.blocking) struct ServeHostileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["store", "store/bucket", "store/other", "bombs"] {
      try #require(mkdir(folder(name), 0o755) == 0)
    }
    for bucket in ["bucket", "other"] { try folder.write("store/\(bucket)/a.mp4", "no video") }
  }

  private func serve(_ options: [String] = []) throws -> Server {
    try Server(
      [Frameveil.path, "serve", "--rekognition", "--folder", folder("store"), "--listen", "127.0.0.1:0"]
        + options,
      environment: ["AWS_ACCESS_KEY_ID": "AKIDJUDGE", "AWS_SECRET_ACCESS_KEY": "judge/secret+key"])
  }

  private func judge(_ server: Server, _ arguments: String...) throws -> [String] {
    let judge = ["bin/python", "../../scripts/judge-service"].map {
      "\(Frameveil.repository)/.build/judges/\($0)"
    }
    let said = try Program(judge + [server.url] + arguments).runTool()
    return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `slow clients do not delay a signed request`() throws {
    let server = try serve(["--jobs", "0"])
    let address = String(server.url.dropFirst("http://".count))
    let head = "POST / HTTP/1.1\r\nHost: a\r\nX-Slow: "
    let body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n{"
    let slow = try (0..<300).map { try SlowPeer(address, $0.isMultiple(of: 2) ? head : body) }
    #expect(try judge(server, "start", "bucket", "a.mp4") == ["IN_PROGRESS"])
    #expect(slow.count == 300 && server.end() == 0)
  }

  @Test func `a large unsigned body is refused and not held in memory`() throws {
    let server = try serve()
    try folder.write("body", [UInt8](repeating: 0x20, count: 20 << 20))
    let before = try server.peakMemory()
    let said = try Program(["curl", "-s", "--data-binary", "@\(folder("body"))", server.url]).runTool()
    #expect(String(decoding: said, as: UTF8.self).contains("MissingAuthenticationTokenException"))
    #expect(try server.peakMemory() - before < 8 << 20)
    #expect(server.end() == 0)
  }

  @Test func `a decompression bomb is refused before decoding`() throws {
    let picture = try bytes(of: ServedClips.picture())
    let frame = try #require(
      picture.indices.dropLast(1).first { picture[$0] == 0xFF && picture[$0 + 1] == 0xC0 })
    let scan = try #require(
      picture.indices.dropLast(1).first { picture[$0] == 0xFF && picture[$0 + 1] == 0xDA })
    /// The image with another size in its header.
    func sized(_ side: UInt16) -> [UInt8] {
      let bytes = [UInt8(side >> 8), UInt8(side & 255)]
      return picture[..<(frame + 5)] + bytes + bytes + picture[(frame + 9)...]
    }
    try folder.write("bombs/ImageTooLargeException-1.jpg", sized(65_500))
    try folder.write("bombs/ImageTooLargeException-2.jpg", sized(10_001))
    try folder.write("bombs/InvalidImageFormatException-1.jpg", sized(8000))
    try folder.write("bombs/InvalidImageFormatException-2.jpg", picture[..<(scan + 14)] + [0xFF, 0xD9])
    try folder.write("bombs/InvalidImageFormatException-3.jpg", picture[..<(scan + 2000)] + [0xFF, 0xD9])
    try Program([
      "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=black:size=16x16", "-frames:v", "1",
      folder("bombs/small.png"),
    ]).runTool()
    var png = try bytes(of: folder("bombs/small.png"))
    try folder.remove("bombs/small.png")
    png.replaceSubrange(16..<24, with: [0, 0, 0xFD, 0xE8, 0, 0, 0xFD, 0xE8])
    // The checksum of the header no longer matches: the image is refused, as damaged or as too large.
    try folder.write("bombs/InvalidImageFormatException-4.png", png)
    let server = try serve()
    let said = try judge(server, "bombs", folder("bombs"))
    #expect(said.count == 12)
    #expect(said.contains { $0.contains("65500x65500 pixels; the limit is 10000 pixels a side") }, "\(said)")
    #expect(try server.peakMemory() < 150 << 20)
    #expect(server.end() == 0)
  }

  @Test func `requests can use only the listed buckets and topics`() throws {
    let topic = "arn:aws:sns:eu-central-1:123456789012:told"
    let server = try serve(["--bucket", "bucket", "--topic", topic + "-not", "--jobs", "0"])
    #expect(try judge(server, "start", "bucket", "a.mp4") == ["IN_PROGRESS"])
    #expect(
      try judge(server, "beyond", "other", "a.mp4", topic) == [
        "refused: InvalidS3ObjectException", "refused: InvalidS3ObjectException",
        "refused: AccessDeniedException",
      ])
    #expect(server.end() == 0)
  }
}
