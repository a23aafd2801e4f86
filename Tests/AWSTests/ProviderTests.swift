import AWS
import Core
import HTTP
import Testing

/// The credential providers that use HTTP, and profiles.
@Suite struct ProviderTests {
  private static let region = ["AWS_REGION": "eu-central-1"]

  private static func assumed(_ action: String, _ key: String, until end: String = "2023-11-15T00:00:00Z")
    -> String
  {
    """
    <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>
    <AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s-\(key)</SecretAccessKey><SessionToken>t-\(key)</SessionToken>
    <Expiration>\(end)</Expiration></Credentials></\(action)Result></\(action)Response>
    """
  }

  private static func document(_ key: String, until end: String = "2023-11-15T00:00:00Z") -> String {
    """
    {"Code":"Success","AccessKeyId":"\(key)","SecretAccessKey":"s-\(key)","Token":"t-\(key)","Expiration":"\(end)"}
    """
  }

  private func expectSigned(_ request: HTTPRequest?, by key: String, now: Int64 = 1_700_000_000) throws {
    try #require(request).verify(
      AWSCredentials(accessKeyID: key, secretAccessKey: "s-\(key)", sessionToken: "t-\(key)"), now: now)
  }

  private func form(_ request: HTTPRequest) -> [Substring] {
    String(decoding: request.body ?? [], as: UTF8.self).split(separator: "&")
  }

  @Test func `Role chaining through source_profile`() async throws {
    let config = """
      [default]
      role_arn = arn:aws:iam::1:role/outer
      source_profile = inner
      external_id = e x
      role_session_name = me
      duration_seconds = 900
      [profile inner]
      role_arn = arn:aws:iam::2:role/inner
      source_profile = base
      [profile base]
      aws_access_key_id = B
      aws_secret_access_key = s-B
      aws_session_token = t-B
      """
    let transport = ScriptedTransport([
      .text(200, Self.assumed("AssumeRole", "I")), .text(200, Self.assumed("AssumeRole", "O")), .text(200),
    ])
    _ = try await FakeEnvironment(Self.region, files: ["/home/u/.aws/config": config]).client(transport)
      .perform(
        .get())
    let requests = transport.requests
    #expect(requests[0].url == "https://sts.eu-central-1.amazonaws.com/")
    #expect(requests[0].scope == "20231114/eu-central-1/sts/aws4_request")
    try expectSigned(requests[0], by: "B")
    #expect(form(requests[0]).contains("RoleArn=arn%3Aaws%3Aiam%3A%3A2%3Arole%2Finner"))
    try expectSigned(requests[1], by: "I")
    #expect(
      form(requests[1]) == [
        "Action=AssumeRole", "Version=2011-06-15", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fouter",
        "RoleSessionName=me", "ExternalId=e%20x", "DurationSeconds=900",
      ])
    try expectSigned(requests[2], by: "O")
  }

  @Test func `AssumeRoleWithWebIdentity is unsigned`() async throws {
    let variables = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn", "AWS_ROLE_SESSION_NAME": "pod",
    ]
    let transport = ScriptedTransport([
      .text(200, Self.assumed("AssumeRoleWithWebIdentity", "W")), .text(200),
    ])
    let fake = FakeEnvironment(Self.region.merging(variables) { $1 }, files: ["/token": "a.b=\n"])
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests[0].headers["Authorization"] == nil)
    #expect(form(transport.requests[0]).last == "WebIdentityToken=a.b%3D")
    try expectSigned(transport.requests[1], by: "W")
  }

  @Test func `An AssumeRole error names the role`() async throws {
    let config = "[default]\nrole_arn = arn:mine\ncredential_source = Environment\n"
    let fake = FakeEnvironment.signed(["AWS_PROFILE": "default"])
    fake.write(config, to: "/home/u/.aws/config")
    let refusal =
      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>"
    let transport = ScriptedTransport([.text(403, refusal)])
    let client = try AWSClient(transport: transport, profile: "default", environment: fake.environment)
    await #expect {
      try await client.perform(.get())
    } throws: {
      "\($0)".hasPrefix("arn:mine: AssumeRole failed with AccessDenied: not you")
    }
  }

  @Test func `The container endpoint is called with its authorization token`() async throws {
    for (variables, url) in [
      (["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"], "http://169.254.170.2/v2/x"),
      (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:80/y"], "http://127.0.0.1:80/y"),
    ] {
      let transport = ScriptedTransport([.text(503), .text(200, Self.document("C")), .text(200)])
      let more = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "old", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t"]
      let fake = FakeEnvironment(
        Self.region.merging(variables.merging(more) { $1 }) { $1 }, files: ["/t": "file's"])
      _ = try await fake.client(transport).perform(.get())
      #expect(transport.requests[1].url == url)
      #expect(transport.requests[1].headers["Authorization"] == "file's")
      #expect(fake.waits == [0.5])
      try expectSigned(transport.requests[2], by: "C", now: 1_700_000_001)
    }
  }

  @Test(arguments: [
    "http://example.com/", "http://169.254.169.254/", "http://127.0.0.1.example.com/",
    "http://localhost@evil/", "http://localhost:80@evil/",
    "ftp://localhost/", "localhost", "http://[::2]/", "http:///x",
  ])
  func `The container token is not sent to other hosts`(url: String) async throws {
    let fake = FakeEnvironment(Self.region.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) { $1 })
    let transport = ScriptedTransport([])
    await #expect(throws: AWSSetupError.self) { try await fake.client(transport).perform(.get()) }
    #expect(transport.requests.isEmpty)
  }

  @Test(arguments: [
    "https://any.example/", "http://localhost/", "http://[::1]:1/", "http://[fd00:ec2::23]/x",
  ])
  func `The container token is sent to allowed hosts`(url: String) async throws {
    let fake = FakeEnvironment(Self.region.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) { $1 })
    let transport = ScriptedTransport([.text(200, Self.document("C")), .text(200)])
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests.first?.url == url)
  }

  @Test func `Instance metadata service version 2`() async throws {
    let transport = Self.instance("M")
    _ = try await FakeEnvironment().client(transport).perform(.get())
    let requests = transport.requests
    let base = "http://169.254.169.254/latest"
    // The region is fetched first, because the endpoint depends on it.
    #expect(
      requests.map(\.url) == [
        "\(base)/api/token", "\(base)/meta-data/placement/region", "\(base)/api/token",
        "\(base)/meta-data/iam/security-credentials/", "\(base)/meta-data/iam/security-credentials/my-role",
        "https://bucket.s3.sa-east-1.amazonaws.com/key",
      ])
    #expect(requests[0].method == "PUT")
    #expect(requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
    #expect(requests[1].headers["x-aws-ec2-metadata-token"] == "TOKEN")
    #expect(requests[0].timeouts == HTTPTimeouts(connect: 1, stall: 1, total: 2))
    try expectSigned(requests.last, by: "M")
  }

  private static func instance(_ key: String) -> ScriptedTransport {
    ScriptedTransport { request, _ in
      switch request.url.split(separator: "/").last {
      case "token": .text(200, "TOKEN")
      case "region": .text(200, "sa-east-1")
      case "security-credentials": .text(200, "my-role\n")
      case "my-role": .text(200, document(key))
      default: .text(200)
      }
    }
  }

  @Test func `The error for missing credentials lists the providers`() async throws {
    let transport = ScriptedTransport { _, _ in .failure(HTTPError(.timedOut, "169.254.169.254: no response"))
    }
    await #expect {
      try await FakeEnvironment(Self.region).client(transport).perform(.get())
    } throws: { error in
      let parts = [
        "AWS_ACCESS_KEY_ID", "profile default of ~/.aws/credentials", "169.254.169.254: no response",
        "set AWS_PROFILE",
      ]
      return parts.allSatisfy("\(error)".contains)
    }
    let off = FakeEnvironment(Self.region.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 })
    let unused = ScriptedTransport([])
    await #expect {
      try await off.client(unused).perform(.get())
    } throws: {
      "\($0)".contains("disabled by AWS_EC2_METADATA_DISABLED")
    }
    #expect(unused.requests.isEmpty)
  }

  @Test(arguments: [
    ("[default]\nrole_arn=r\nmfa_serial=m\nsource_profile=default\n", "an MFA code of m"),
    (
      "[default]\nrole_arn=r\nsource_profile=a\n[profile a]\nrole_arn=s\nsource_profile=default\n",
      "default, a, default"
    ),
    ("[default]\nrole_arn=r\nsource_profile=b\n", "b of profile default does not exist"),
    ("[default]\nrole_arn=r\n", "neither source_profile nor"),
    ("[default]\nsso_session = x\n", "Identity Center"),
    ("[default]\naws_access_key_id = k\n", "no aws_secret_access_key"),
    ("[default]\nnonsense\n", "~/.aws/config, line 2"), ("[default]\ncredential_process = x\n", "Version"),
    ("[default]\nweb_identity_token_file = /none\nrole_arn = r\n", "/none cannot be read"),
  ])
  func `Errors in config files name the cause`(config: String, reason: String) async throws {
    let fake = FakeEnvironment(Self.region, files: ["/home/u/.aws/config": config], output: "{}")
    await #expect {
      try await fake.client(ScriptedTransport([])).perform(.get())
    } throws: {
      "\($0)".contains(reason)
    }
  }

  @Test func `A selected profile must exist`() throws {
    let fake = FakeEnvironment(
      ["AWS_PROFILE": "x"], files: ["/home/u/.aws/config": "[profile y]\n[default]\n"])
    #expect {
      try fake.client(ScriptedTransport([]))
    } throws: {
      "\($0)".contains("no profile x") && "\($0)".contains("default, y")
    }
  }

  @Test func `Output of credential_process is not quoted in errors`() async throws {
    let config = "[default]\ncredential_process = tool --x\n"
    let fake = FakeEnvironment(Self.region, files: ["/home/u/.aws/config": config], output: "my-secret")
    await #expect {
      try await fake.client(ScriptedTransport([])).perform(.get())
    } throws: {
      "\($0)".contains("credential_process of profile default") && !"\($0)".contains("my-secret")
    }
    #expect(fake.lines == ["tool --x"])
  }

  /// A helper that a thread with blocked signals started could not end its own children.
  @Test func `credential_process blocks no signal`() async throws {
    let line = "grep SigBlk /proc/self/status"
    #expect(
      try await String(decoding: ShellCommand.output(of: line), as: UTF8.self)
        == "SigBlk:\t0000000000000000\n")
  }

  @Test func `A failing credential_process is an error`() async throws {
    await #expect(throws: AWSSetupError.self) { try await ShellCommand.output(of: "exit 3") }
    await #expect {
      try await ShellCommand.output(of: "head -c 1048577 /dev/zero")
    } throws: {
      "\($0)".contains("more than 1 MiB")
    }
    #expect(try await ShellCommand.output(of: "echo 'a b' c").elementsEqual("a b c\n".utf8))
  }
}
