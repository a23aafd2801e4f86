import Core
import FoundationEssentials
import HTTP

/// The EC2 instance metadata service, version 2 (IMDSv2), which requires a session token.
struct InstanceMetadata {
  /// The URL of the service without a trailing slash.
  let endpoint: String
  /// Whether `AWS_EC2_METADATA_DISABLED` is true.
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
    let defaultEndpoint = mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    let chosen = text("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") ?? defaultEndpoint
    endpoint = chosen.hasSuffix("/") ? String(chosen.dropLast()) : chosen
    isDisabled = environment.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true"
    attempts =
      text("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts").flatMap { Int($0) } ?? 1
    timeout =
      text("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
      .flatMap { UInt16($0) }.map { Double(max(1, $0)) } ?? 1
  }

  /// The credentials of the instance profile's role.
  ///
  /// - Returns: nil if the instance has no role or the service is disabled.
  /// - Throws: `HTTPError` if the service cannot be reached.
  func credentials() async throws -> ExpiringCredentials? {
    let path = "/latest/meta-data/iam/security-credentials/"
    guard !isDisabled, let token = try await token(), let names = try await get(path, token) else {
      return nil
    }
    let role = String(decoding: names, as: UTF8.self).trimmed
    guard !role.isEmpty, !role.contains(where: \.isNewline),
      let document = try await get(path + PercentEncoding.encode(role), token)
    else { return nil }
    return try CredentialDocument.metadata(document, of: "EC2 instance metadata")
  }

  /// The region of the instance; nil if the service is disabled or cannot be reached.
  func region() async -> String? {
    guard !isDisabled, let token = try? await token(),
      let response = try? await get("/latest/meta-data/placement/region", token)
    else { return nil }
    let region = String(decoding: response, as: UTF8.self).trimmed
    return region.isEmpty ? nil : region
  }

  private func token() async throws -> String? {
    var request = request("PUT", "/latest/api/token")
    request.headers["x-aws-ec2-metadata-token-ttl-seconds"] = "21600"
    let response = try await MetadataRequest(environment, transport).perform(
      request, attempts: max(1, attempts))
    return response.status == 200 ? String(decoding: response.body, as: UTF8.self) : nil
  }

  private func get(_ path: String, _ token: String) async throws -> [UInt8]? {
    var request = request("GET", path)
    request.headers["x-aws-ec2-metadata-token"] = token
    let response = try await MetadataRequest(environment, transport).perform(
      request, attempts: max(1, attempts))
    return response.status == 200 ? response.body : nil
  }

  private func request(_ method: String, _ path: String) -> HTTPRequest {
    HTTPRequest(
      method, endpoint + path, timeouts: HTTPTimeouts(connect: timeout, stall: timeout, total: 2 * timeout))
  }
}
