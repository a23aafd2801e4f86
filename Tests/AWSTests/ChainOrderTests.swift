import AWS
import Core
import FrameveilTesting
import HTTP
import Testing

/// The order of the credential provider chain, compared with botocore.
@Suite(.blocking) struct ChainOrderTests {
  private static let keys = "aws_access_key_id = C\naws_secret_access_key = c\n"
  private static let configKeys = "aws_access_key_id=F\naws_secret_access_key=f\naws_session_token = ft\n"
  private static let process =
    "credential_process = printf '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"p\"}'\n"

  private static let cases: [Botocore.Case] = [
    Botocore.Case(variables: ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e"]),
    Botocore.Case(
      variables: ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_SESSION_TOKEN": "et"],
      files: [".aws/credentials": "[default]\n\(keys)"]),
    Botocore.Case(
      variables: ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_PROFILE": "p"],
      files: [".aws/credentials": "[p]\n\(keys)"]),
    Botocore.Case(variables: ["AWS_ACCESS_KEY_ID": "E"], files: [".aws/credentials": "[default]\n\(keys)"]),
    Botocore.Case(variables: ["AWS_ACCESS_KEY_ID": ""], files: [".aws/credentials": "[default]\n\(keys)"]),
    Botocore.Case(variables: [:], files: [".aws/credentials": "[default]\n\(keys)aws_session_token=ct"]),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\n\(configKeys)"]),
    Botocore.Case(
      variables: [:],
      files: [".aws/credentials": "[default]\n\(keys)", ".aws/config": "[default]\n\(configKeys)"]),
    Botocore.Case(
      variables: [:],
      files: [".aws/credentials": "[default]\n\(keys)", ".aws/config": "[default]\n\(process)"]),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\n\(configKeys)\(process)"]),
    Botocore.Case(
      variables: [:],
      files: [
        ".aws/config": "[default]\ncredential_process = false\n", ".aws/credentials": "[default]\n\(process)",
      ]),
    Botocore.Case(
      variables: ["AWS_PROFILE": "a b"], files: [".aws/config": "[profile \"a b\"]\n\(configKeys)"]),
    Botocore.Case(variables: ["AWS_PROFILE": "p"], files: [".aws/config": "[p]\n\(configKeys)"]),
    Botocore.Case(
      variables: ["AWS_DEFAULT_PROFILE": "p"], files: [".aws/config": "[profile p]\n\(configKeys)"]),
    Botocore.Case(
      variables: [:],
      files: [
        ".aws/config": "# note\n; note\n\n[default]\nAWS_ACCESS_KEY_ID : F\naws_secret_access_key=a=b:c#d\n"
      ]),
    Botocore.Case(variables: [:], files: [".aws/credentials": "[default]\naws_access_key_id = C\n"]),
    Botocore.Case(
      variables: [:], files: [".aws/config": "[default]\ns3 =\n  addressing_style = path\n\(configKeys)"]),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\nnonsense\n"]),
    Botocore.Case(variables: ["AWS_PROFILE": "missing"], files: [".aws/config": "[default]\n\(configKeys)"]),
    Botocore.Case(
      variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], files: [".aws/credentials": "[default]\n\(keys)"]),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\nrole_arn = r\n\(configKeys)"]),
    Botocore.Case(
      variables: [:],
      files: [
        ".aws/config":
          "[default]\nrole_arn=r\nsource_profile=a\n[profile a]\nrole_arn=s\nsource_profile=default\n"
      ]),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\nrole_arn=r\nsource_profile=b\n"]),
    Botocore.Case(
      variables: [:],
      files: [".aws/config": "[default]\nrole_arn=r\nsource_profile=default\ncredential_source=Environment\n"]
    ),
    Botocore.Case(variables: [:], files: [".aws/config": "[default]\nrole_arn=r\ncredential_source=Sky\n"]),
    Botocore.Case(variables: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/"]),
    Botocore.Case(variables: [:]),
  ]

  @Test func `The provider chain finds the same credentials as botocore`() async throws {
    let verdicts = try Botocore.judge(Self.cases)
    #expect(verdicts.count == Self.cases.count)
    for (one, verdict) in zip(Self.cases, verdicts) {
      let found = await found(one)
      #expect(found == verdict.found, "\(one): botocore has \(verdict.complaint ?? "no error")")
    }
  }

  private func found(_ one: Botocore.Case) async -> [String?]? {
    var files: [String: String] = [:]
    for (path, text) in one.files { files["/home/u/\(path)"] = text }
    var variables = one.variables.merging(["AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1"]) {
      $1
    }
    variables["AWS_CONFIG_FILE"] = nil
    let fake = FakeEnvironment(variables, files: files)
    var environment = fake.environment
    environment.command = ShellCommand.output
    let transport = ScriptedTransport { _, _ in .text(200) }
    guard let client = try? AWSClient(transport: transport, environment: environment),
      (try? await client.perform(.get())) != nil, let request = transport.requests.last
    else { return nil }
    // The request reveals the secret only through its signature, so all candidates are verified.
    for (secret, token) in [
      ("e", nil), ("e", "et"), ("c", nil), ("c", "ct"), ("f", "ft"), ("p", nil), ("a=b:c#d", nil),
    ]
      as [(String, String?)]
    {
      let key = request.signer.map(String.init) ?? ""
      let credentials = AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
      if (try? request.verify(credentials)) != nil { return [key, secret, token] }
    }
    return nil
  }
}
