import FrameveilTesting
import Testing

/// Passwords and signatures in addresses appear in no message and no output.
@Suite(.blocking) struct SecretTests {
  private static let secret = "hEmLiG"
  private let folder: TemporaryFolder
  private let served: TemporaryFolder
  private let server: FileServer

  init() throws {
    (folder, served) = (try TemporaryFolder(), try TemporaryFolder())
    server = try FileServer(served)
    try served.replace("in.mp4", with: ShortClip.path)
    try served.write("faces.json", ShortClip.answer)
    try served.write("shots.json", ShortClip.shots)
  }

  /// URLs of a path, with the secret in each possible position.
  private static func urls(_ host: String, _ path: String) -> [String] {
    ["X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Signature", "sig", "token", "any"].map {
      "http://\(host)/\(path)?a=1&\($0)=x\(secret)"
    } + [
      "http://user:\(secret)@\(host)/\(path)", "http://\(secret):x@\(host)/\(path)",
      "http://\(host)/\(path)#\(secret)", "http://user:\(secret)%2F@\(host)/\(path)?\(secret)",
    ]
  }

  private func expectSilence(
    _ arguments: [String], environment: [String: String] = [:], ends code: Int32? = nil
  )
    throws
  {
    let outcome = try Frameveil.run(arguments, environment: environment)
    if let code { #expect(outcome.code == code, "\(arguments): \(outcome.errors)") }
    #expect(!outcome.errors.contains(Self.secret), "\(arguments): \(outcome.errors)")
    #expect(!outcome.text.contains(Self.secret), "\(arguments): \(outcome.text)")
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
    for (video, faces) in zip(
      Self.urls(server.host, "both/in.mp4"), Self.urls(server.host, "both/faces.json"))
    {
      try expectSilence(
        [
          "blur", video, "-d", faces, "-o", folder("out.mp4"), "--force", "--json", "--report",
          folder("r.json"),
          "--report", folder("r.html"),
        ], ends: 0)
      try expectSilence(["blur", video, "-d", faces, "-o", folder("out/"), "--force", "--json"], ends: 0)
      try expectNothingWritten()
    }
  }

  /// A closed port, a missing path, a redirect, invalid addresses.
  private var failing: [String] {
    ["127.0.0.1:9", server.host].flatMap { Self.urls($0, "both/none.mp4") }
      + Self.urls(server.host, "moved/in.mp4")
      + Self.urls("no host", "a.mp4") + Self.urls("host.invalid", "a.mp4") + [
        "https://user:x/\(Self.secret)@127.0.0.1:9/a.mp4", "ftp://user:\(Self.secret)@host/a.mp4",
        "s3://user:\(Self.secret)@bucket/a.mp4", "s3://bucket/a.mp4?X-Amz-Signature=\(Self.secret)",
        "http://user:p \(Self.secret)@127.0.0.1:9/a.mp4",
      ]
  }

  @Test func `failing runs of every command`() throws {
    try served.write("bad.json", "no JSON")
    let (video, faces) = (served("in.mp4"), served("faces.json"))
    let environment = [
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": "http://user:\(Self.secret)@127.0.0.1:9", "AWS_ACCESS_KEY_ID": "A",
      "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_MAX_ATTEMPTS": "1",
    ]
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
    // Each address is used by two commands, and each command with several addresses.
    for (index, url) in failing.enumerated() {
      for step in 0..<2 {
        try expectSilence(commands[(index + step * 6) % commands.count](url), environment: environment)
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
    let config = try served.write("config", "[default]\ncredential_process = \(line) \(Self.secret)\n")
    try expectSilence(
      ["detect", "s3://bucket/a.mp4", "-o", "-"],
      environment: [
        "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
      ], ends: 77)
  }
}
