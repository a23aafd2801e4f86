import Core
import HTTP

/// The container credential provider, as used by Amazon ECS and EKS Pod Identity.
struct ContainerCredentials {
  private let environment: AWSEnvironment
  private let transport: any HTTPTransport

  init(_ environment: AWSEnvironment, _ transport: any HTTPTransport) {
    self.environment = environment
    self.transport = transport
  }

  /// - Returns: nil if neither `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` nor `…_FULL_URI` is set.
  func load() async throws -> ExpiringCredentials? {
    guard let url = try url() else { return nil }
    var request = HTTPRequest("GET", url, timeouts: HTTPTimeouts(connect: 2, stall: 2, total: 5))
    request.headers["Accept"] = "application/json"
    if let token = try token() { request.headers["Authorization"] = token }
    let response: BufferedResponse
    do {
      response = try await MetadataRequest(environment, transport).perform(request, attempts: 3)
    } catch let error as HTTPError {
      throw AWSSetupError(
        .credentials, "the request to the container credentials endpoint \(url) failed: \(error)")
    }
    guard response.status == 200 else {
      throw AWSSetupError(
        .credentials, "the container credentials endpoint \(url) returned HTTP status \(response.status)")
    }
    return try CredentialDocument.metadata(response.body, of: "the container credentials endpoint")
  }

  private func url() throws(AWSSetupError) -> String? {
    if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      return "http://169.254.170.2\(path)"
    }
    guard let url = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
    guard Self.isAllowed(url) else {
      throw AWSSetupError(
        .configuration,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is \(url); it must be https, or http to localhost, 169.254.170.2, "
          + "169.254.170.23 or [fd00:ec2::23], because the request carries an authorization token")
    }
    return url
  }

  /// Whether the authorization token may be sent to a URL: any host over TLS; over plain HTTP only loopback
  /// and the link-local addresses of ECS and EKS.
  static func isAllowed(_ url: String) -> Bool {
    let parts = url.split(separator: "://", maxSplits: 1)
    guard parts.count == 2 else { return false }
    let authority = parts[1].prefix { !"/?#".contains($0) }
    guard !authority.contains("@"), !authority.isEmpty else { return false }
    if parts[0].lowercased() == "https" { return true }
    let host: Substring
    if authority.hasPrefix("[") {
      host = authority.dropFirst().prefix { $0 != "]" }
    } else {
      host = authority.prefix { $0 != ":" }
    }
    let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    let isLoopback = octets.count == 4 && octets[0] == 127 && !octets.contains(nil)
    return parts[0].lowercased() == "http"
      && (isLoopback
        || ["localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(host))
  }

  private func token() throws(AWSSetupError) -> String? {
    var token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if let path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      token = environment.text(path)
      guard token != nil else {
        throw AWSSetupError(
          .credentials, "the file \(path) of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
      }
    }
    guard token?.contains(where: \.isNewline) != true else {
      throw AWSSetupError(
        .credentials,
        "the container authorization token contains a line break; it cannot be sent as an HTTP header")
    }
    return token
  }
}

/// Sends unsigned requests to a link-local metadata service and retries them. It bypasses the proxy, because
/// the request carries a token and the response carries keys.
struct MetadataRequest {
  private let environment: AWSEnvironment
  private let transport: any HTTPTransport

  init(_ environment: AWSEnvironment, _ transport: any HTTPTransport) {
    self.environment = environment
    self.transport = transport
  }

  func perform(_ request: HTTPRequest, attempts: Int) async throws -> BufferedResponse {
    var request = request
    request.mayUseProxy = false
    for attempt in 1..<attempts {
      if let response = try? await transport.perform(request, upTo: 1 << 20), response.status < 500 {
        return response
      }
      try await environment.sleep(Backoff.standard.seconds(after: attempt, random: environment.random()))
    }
    return try await transport.perform(request, upTo: 1 << 20)
  }
}
