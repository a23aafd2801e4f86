import AWS
import FrameveilTesting
import HTTP
import Testing

@Suite(.blocking) struct EndpointTests {
  private static let calls: [[String?]] = [
    ["s3", "bucket"], ["s3", "my.bucket"], ["s3", "Upper"], ["s3", "a-b-1"], ["rekognition", nil],
    ["sts", nil],
    ["states", nil], ["sns", nil],
  ]

  /// Environment variables, and settings of the config file.
  private static let settings: [([String: String], String)] = [
    ([:], ""), (["AWS_USE_FIPS_ENDPOINT": "true"], ""), (["AWS_USE_DUALSTACK_ENDPOINT": "true"], ""),
    ([:], "use_dualstack_endpoint = true\nuse_fips_endpoint = true\n"),
    (["AWS_ENDPOINT_URL": "http://localhost:9000"], ""),
    (["AWS_ENDPOINT_URL": "http://localhost:9000/base/", "AWS_ENDPOINT_URL_S3": "https://s3.local"], ""),
    ([:], "endpoint_url = http://127.0.0.1:1\n"),
    (["AWS_ENDPOINT_URL_SFN": "http://127.0.0.1:2"], "endpoint_url = http://127.0.0.1:1\n"),
    (["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://localhost"], ""),
    ([:], "s3 =\n  addressing_style = path\n"),
    ([:], "s3 =\n  addressing_style = virtual\nendpoint_url = http://localhost:9000\n"),
    (
      [:],
      "services = mine\nendpoint_url = http://127.0.0.1:1\n"
        + "[services mine]\nsns =\n  endpoint_url = http://127.0.0.1:3\n"
    ),
  ]

  /// All settings in one region, and the default settings in each AWS partition.
  private static let cases =
    settings.map { made("eu-central-1", $0, $1) }
    + ["us-east-1", "cn-north-1", "us-gov-west-1"].map { made($0, [:], "") }

  private static func made(_ region: String, _ variables: [String: String], _ config: String) -> Botocore.Case
  {
    let keys = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_REGION": region]
    return Botocore.Case(
      variables: variables.merging(keys) { $1 }, files: [".aws/config": "[default]\n\(config)"], calls: calls)
  }

  @Test func `Endpoints equal those of botocore`() async throws {
    let verdicts = try Botocore.judge(Self.cases)
    #expect(verdicts.count == Self.cases.count)
    for (one, verdict) in zip(Self.cases, verdicts) {
      for (call, expected) in zip(one.calls, verdict.urls) {
        let url = await url(one, call)
        #expect(url == Self.regional(expected), "\(one.variables) \(one.files) \(call)")
      }
    }
  }

  /// botocore uses the legacy global endpoint of S3 in us-east-1.
  private static func regional(_ url: String) -> String {
    url.replacing("s3.amazonaws.com", with: "s3.us-east-1.amazonaws.com")
  }

  private func url(_ one: Botocore.Case, _ call: [String?]) async -> String? {
    let fake = FakeEnvironment(one.variables, files: ["/home/u/.aws/config": one.files[".aws/config"] ?? ""])
    let transport = ScriptedTransport { _, _ in .text(200) }
    let path = call[1] == nil ? "/" : "/a b/c"
    let made = AWSCall(service: call[0] ?? "", method: "GET", path: path, bucket: call[1], operation: "Any")
    _ = try? await fake.client(transport).perform(made)
    return transport.requests.last?.url
  }
}
