import Core
import FoundationEssentials
import HTTP

/// EC2's instance metadata service, version 2, which wants a token first.
struct InstanceMetadata {
  /// The service's URL without a slash at its end.
  let endpoint: String
  /// Whether it must not be asked.
  let isDisabled: Bool
  private let attempts: Int
  private let timeout: Double
  private let environment: AWSEnvironment
  private let transport: any HTTPTransport

  init(_ environment: AWSEnvironment, _ transport: any HTTPTransport, _ profile: SharedConfig.Section) {
    self.environment = environment
    self.transport = transport
    func text(_ variable: String, _ key: String) -> String? {
      environment.variable(variable) ?? profile.text(key)
    }
    let mode = text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    let usual = mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    let chosen = text("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") ?? usual
    endpoint = chosen.hasSuffix("/") ? String(chosen.dropLast()) : chosen
    isDisabled = environment.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true"
    attempts =
      text("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts").flatMap { Int($0) } ?? 1
    timeout =
      text("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
      .flatMap { UInt16($0) }.map { Double(max(1, $0)) } ?? 1
  }

  /// Those of the instance's role; nil where it has none or the service is switched off.
  ///
  /// - Throws: `HTTPError` where nobody answers.
  func credentials() async throws -> ExpiringCredentials? {
    let path = "/latest/meta-data/iam/security-credentials/"
    guard !isDisabled, let token = try await token(), let names = try await get(path, token) else {
      return nil
    }
    let role = String(decoding: names, as: UTF8.self).trimmed
    guard !role.isEmpty, !role.contains(where: \.isNewline),
      let document = try await get(path + PercentEncoding.encode(role), token)
    else { return nil }
    return try CredentialDocument.metadata(document, of: "instance metadata")
  }

  /// The instance's region; nil where it cannot be had.
  func region() async -> String? {
    guard !isDisabled, let token = try? await token(),
      let answer = try? await get("/latest/meta-data/placement/region", token)
    else { return nil }
    let region = String(decoding: answer, as: UTF8.self).trimmed
    return region.isEmpty ? nil : region
  }

  private func token() async throws -> String? {
    var request = request("PUT", "/latest/api/token")
    request.headers["x-aws-ec2-metadata-token-ttl-seconds"] = "21600"
    let answer = try await MetadataCall(environment, transport).perform(request, attempts: max(1, attempts))
    return answer.status == 200 ? String(decoding: answer.body, as: UTF8.self) : nil
  }

  private func get(_ path: String, _ token: String) async throws -> [UInt8]? {
    var request = request("GET", path)
    request.headers["x-aws-ec2-metadata-token"] = token
    let answer = try await MetadataCall(environment, transport).perform(request, attempts: max(1, attempts))
    return answer.status == 200 ? answer.body : nil
  }

  private func request(_ method: String, _ path: String) -> HTTPRequest {
    HTTPRequest(
      method, endpoint + path, limits: HTTPLimits(connect: timeout, stall: timeout, total: 2 * timeout))
  }
}
