import FrameveilTesting
import Testing

/// Requests for credentials never go through a proxy, whatever the proxy variables are.
@Suite(.blocking) struct ProxyTests {
  private static let keys =
    #"{"Code":"Success","AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"secret","Token":"token","#
    + #""Expiration":"2099-01-01T00:00:00Z"}"#
  private static let role = "/latest/meta-data/iam/security-credentials/"
  /// A container credentials endpoint and instance metadata in one server.
  private static let replies: JSON = [
    "/keys": .string(keys), "/latest/api/token": "metadata-token", role: "role",
    role + "role": .string(keys), "/latest/meta-data/placement/region": "eu-central-1",
  ]

  @Test(
    arguments: [["http_proxy"], ["ALL_PROXY"], ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy"]],
    ["container", "instance"])
  func `a proxy gets requests to services, not requests for credentials`(variables: [String], place: String)
    throws
  {
    let (proxy, near) = (try SilentStore([:]), try SilentStore(["replies": Self.replies]))
    var environment = near.environment
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "no_proxy", "NO_PROXY"] {
      environment[name] = ""
    }
    for name in variables { environment[name] = proxy.url }
    environment["AWS_ENDPOINT_URL"] = "http://far.test"
    if place == "container" {
      environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = near.url + "/keys"
      environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "container-token"
    } else {
      environment["AWS_EC2_METADATA_DISABLED"] = ""
      environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = near.url
      environment["AWS_REGION"] = ""
    }
    let outcome = try Frameveil.run(["rekognition", "wait", "job"], environment: environment)
    let targets = try proxy.seen().targets
    #expect(!targets.isEmpty, "\(outcome.errors)")
    #expect(targets.allSatisfy { $0 == "http://far.test/" }, "\(targets)")
    #expect(try near.seen().targets.contains(place == "container" ? "/keys" : Self.role + "role"))
  }

  /// The default addresses of the credentials endpoints.
  @Test func `requests to the default addresses do not go through a proxy`() throws {
    let proxy = try SilentStore(["replies": Self.replies])
    for more in [["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/keys"], ["AWS_EC2_METADATA_DISABLED": ""]] {
      var environment = proxy.environment.merging(more) { $1 }
      for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "no_proxy", "NO_PROXY"] {
        environment[name] = ""
      }
      for name in ["http_proxy", "https_proxy", "ALL_PROXY"] { environment[name] = proxy.url }
      environment["AWS_ENDPOINT_URL"] = "http://far.test"
      #expect(try Frameveil.run(["rekognition", "wait", "job"], environment: environment).code == 77)
    }
    #expect(try proxy.seen().targets == [])
  }
}
