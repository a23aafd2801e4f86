import FrameveilTesting
import Testing

/// Passwords and signatures in addresses appear in no message and no output.
@Suite(.blocking) struct SecretTests {
  private static let secret = "hEmLiG"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// URLs with the secret in each possible position. Each has a path of its own, by its number.
  private static func urls(_ host: String, _ path: (Int) -> String) -> [String] {
    let names = [
      "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Signature", "sig", "token", "any",
    ]
    return names.indices.map { "http://\(host)/\(path($0))?a=1&\(names[$0])=x\(secret)" } + [
      "http://user:\(secret)@\(host)/\(path(7))", "http://\(secret):x@\(host)/\(path(8))",
      "http://\(host)/\(path(9))#\(secret)", "http://user:\(secret)%2F@\(host)/\(path(10))?\(secret)",
    ]
  }

  /// A folder with a video, its detections, and what a test adds to them, served by HTTP.
  private func site() throws -> (served: TemporaryFolder, server: FileServer) {
    let served = try TemporaryFolder()
    try served.replace("in.mp4", with: ShortClip.path)
    try served.write("faces.json", ShortClip.answer)
    try Program(["mkdir", served("boxes")]).runTool()
    return (served, try FileServer(served))
  }

  @discardableResult private func expectSilence(
    _ arguments: [String], environment: [String: String] = [:], ends code: Int32? = nil
  ) throws -> Program.Outcome {
    let outcome = try Frameveil.run(arguments, environment: environment)
    if let code { #expect(outcome.code == code, "\(arguments): \(outcome.errors)") }
    #expect(!outcome.errors.contains(Self.secret), "\(arguments): \(outcome.errors)")
    #expect(!outcome.text.contains(Self.secret), "\(arguments): \(outcome.text)")
    return outcome
  }

  /// Checks the names, contents and extended attributes of all files in the folder.
  private func expectNothingWritten() throws {
    let found = try Program(["grep", "-rlF", Self.secret, folder.path]).run().text
    #expect(found == "")
    #expect(try !Program(["find", folder.path]).run().text.contains(Self.secret))
    let attributes = try Program([
      "python3", "-c",
      """
      import os, sys
      for root, _, names in os.walk(sys.argv[1]):
        for name in names:
          path = os.path.join(root, name)
          for key in os.listxattr(path): print(key, os.getxattr(path, key))
      """, folder.path,
    ]).runTool()
    #expect(!String(decoding: attributes, as: UTF8.self).contains(Self.secret))
  }

  @Test func `successful runs`() throws {
    let (served, server) = try site()
    let (videos, faces) = (
      Self.urls(server.host) { "both/in\($0).mp4" }, Self.urls(server.host) { _ in "both/faces.json" }
    )
    for index in videos.indices {
      try served.replace("in\(index).mp4", with: ShortClip.path)
      try served.write("boxes/in\(index).json", ShortClip.answer)
      try expectSilence(
        [
          "blur", videos[index], "-d", faces[index], "-o", folder("out\(index).mp4"), "--json",
          "--report", folder("\(index).json"), "--report", folder("\(index).html"),
        ], ends: 0)
    }
    try expectSilence(
      ["blur"] + videos + ["-d", served("boxes"), "-o", folder("out/"), "--force", "--json"], ends: 0)
    try expectNothingWritten()
  }

  /// Invalid addresses.
  private static let invalid = [
    "https://user:x/\(secret)@127.0.0.1:9/a.mp4", "ftp://user:\(secret)@host/a.mp4",
    "s3://user:\(secret)@bucket/a.mp4", "s3://bucket/a.mp4?X-Amz-Signature=\(secret)",
    "http://user:p \(secret)@127.0.0.1:9/a.mp4",
  ]

  @Test func `failing runs of every command`() throws {
    let (served, server) = try site()
    try served.write("bad.json", "no JSON")
    let (video, faces) = (served("in.mp4"), served("faces.json"))
    let environment = [
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": "http://user:\(Self.secret)@127.0.0.1:9", "AWS_ACCESS_KEY_ID": "A",
      "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_MAX_ATTEMPTS": "1",
    ]
    // A closed port, a missing file, a redirection, a malformed and an unknown host name.
    let failing = [
      ("127.0.0.1:9", "both/closed"), (server.host, "both/missing"), (server.host, "moved/moved"),
      ("no host", "malformed"), ("host.invalid", "unknown"),
    ].flatMap { host, path in Self.urls(host) { "\(path)\($0).mp4" } }
    for url in failing {
      let name = url.split(separator: "/").last { $0.contains(".mp4") }?.prefix { $0 != "." } ?? ""
      try served.write("boxes/\(name).json", ShortClip.answer)
    }
    let batch = try expectSilence(
      ["blur"] + failing + ["-d", served("boxes"), "-o", folder("out/"), "--json"], environment: environment)
    #expect(batch.errors.hasSuffix("0 done, \(failing.count) failed\n"), "\(batch.errors)")
    let commands: [(String) -> [String]] = [
      { ["blur", $0, "-d", faces, "-o", folder("out.mp4"), "--json"] },
      { ["blur", video, "-d", $0, "-o", folder("out.mp4")] },
      { ["blur", $0, served("none.mp4"), "-o", folder("out/"), "--json", "--force"] },
      { ["blur", video, "-d", faces, "-o", $0] },
      { ["blur", video, "-d", served("bad.json"), "-o", folder("out.mp4"), "--report", $0] },
      { ["detect", $0, "-o", "-"] }, { ["verify", $0] }, { ["detect", video, $0, "-o", folder("out.mp4")] },
      { ["track", "-d", $0, "--fps", "30", "--frames", "1", "--size", "320x240", "-o", "-"] },
      { ["verify", video, "--report", $0] },
      { ["blur", video, "-d", faces, "--add", $0, "-o", folder("out.mp4")] },
      { ["blur", video, "-d", faces, "--profile", $0, "-o", folder("out.mp4")] },
      { ["blur", video, "--model", $0, "-o", folder("out.mp4")] }, { ["profiles", $0] }, { [$0] },
      { ["rekognition", "get", $0, "-o", "-"] }, { ["bench", $0, "-d", faces] },
    ]
    // Each command with an invalid address, and with one of those that fail: seven is coprime to their numbers of hosts
    // and of positions, so that the commands together are given them all.
    for (index, command) in commands.enumerated() {
      for url in [failing[7 * index % failing.count], Self.invalid[index % Self.invalid.count]] {
        try expectSilence(command(url), environment: environment)
      }
    }
    try expectNothingWritten()
  }

  @Test func `the password of a proxy`() throws {
    for proxy in [
      "http://u:\(Self.secret)@127.0.0.1:9", "no://u:\(Self.secret)@h:1", "u:\(Self.secret)@[h:1",
    ] {
      try expectSilence(
        ["detect", "http://host.invalid/a.mp4", "-o", "-"],
        environment: ["http_proxy": proxy, "no_proxy": ""])
    }
  }

  @Test(arguments: [
    "exit 1 #", "echo no; #", "/none/such", "sh -c 'exit 3' --key", "head -c 2000000 /dev/zero #",
  ])
  func `the command line of credential_process`(line: String) throws {
    let config = try folder.write("config", "[default]\ncredential_process = \(line) \(Self.secret)\n")
    try expectSilence(
      ["detect", "s3://bucket/a.mp4", "-o", "-"],
      environment: [
        "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
      ], ends: 77)
  }
}
