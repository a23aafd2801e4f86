import Core
import HTTP
import Synchronization

/// Signs, sends and retries calls, those that upload the parts of an S3 object (`UploadPart`), too: `CallRetryPolicy`
/// decides on each failed attempt. All calls of a client share the clock correction, the bucket regions and the retry
/// quota.
final class CallSender: Sendable {
  let settings: AWSSettings
  private let transport: any HTTPTransport
  private let limit: Int
  // The decisions under these locks are computed from values; nothing is sent or awaited.
  private let quota = Mutex(RetryQuota())
  private let clockOffset = Mutex<Int64>(0)
  /// Regions that S3 reported, by bucket. A run names few buckets, so the size needs no limit.
  private let bucketRegions = Mutex<[String: String]>([:])
  private let instanceRegion = Mutex<String?>(nil)

  var environment: AWSEnvironment { settings.environment }

  init(_ settings: AWSSettings, _ transport: any HTTPTransport) throws(AWSSetupError) {
    self.settings = settings
    self.transport = transport
    limit = try settings.maxAttempts()
  }

  /// Sends a call until it succeeds or the retry policy gives up.
  ///
  /// - Parameters:
  ///   - identity: the credentials to sign with; nil for an unsigned request.
  ///   - receive: consumes the successful response. If it throws `AWSError` or `HTTPError`, the call may be retried.
  func send<Result: Sendable>(
    _ call: AWSCall, as identity: CredentialsCache?, _ receive: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    var policy = CallRetryPolicy(call, limit: limit)
    while true {
      let endpoint = try await endpoint(of: call)
      let credentials = try await identity?.current()
      let offset = clockOffset.withLock { $0 }
      let context = CallRetryPolicy.AttemptContext(
        signedAt: environment.currentSecond + offset, region: endpoint.region, random: environment.random())
      do {
        let request = request(call, endpoint, credentials, at: context.signedAt)
        let result = try await receive(response(to: request, call))
        quota.withLock { policy.succeed(&$0) }
        return result
      } catch {
        switch quota.withLock({ policy.decide(error, context, &$0) }) {
        case .giveUp: throw error
        case .retry(let delay): try await environment.sleep(delay)
        // Concurrent calls that fail together all add to the offset they were signed with, so the corrections
        // do not accumulate.
        case .correctClock(let more): clockOffset.withLock { $0 = offset + more }
        case .use(let region): bucketRegions.withLock { $0[call.bucket ?? ""] = region }
        case .renewCredentials:
          guard let identity, let credentials else { throw error }
          await identity.reject(credentials)
        }
      }
    }
  }

  /// The URL of a call, signed in its query.
  func presignedURL(
    for call: AWSCall, as identity: CredentialsCache, expires seconds: Int
  ) async throws -> String {
    let endpoint = try await endpoint(of: call)
    let signer = Signer(
      credentials: try await identity.current(), region: endpoint.region, service: call.service)
    let query = signer.presignedQuery(
      for: signingRequest(call, endpoint), expires: seconds,
      at: environment.currentSecond + clockOffset.withLock { $0 })
    return "\(endpoint.scheme)://\(endpoint.host)\(endpoint.path)?\(query)"
  }

  /// Throws `AWSError` unless the status is 2xx.
  private func response(to request: HTTPRequest, _ call: AWSCall) async throws -> HTTPResponse {
    let response = try await transport.open(request)
    guard !(200..<300).contains(response.status) else { return response }
    // If the body cannot be read, the status alone makes the error.
    let body = (try? await response.collect(upTo: 1 << 20)) ?? []
    try Task.checkCancellation()
    throw AWSError(BufferedResponse(status: response.status, headers: response.headers, body: body), to: call)
  }

  private func request(
    _ call: AWSCall, _ endpoint: Endpoint, _ credentials: AWSCredentials?, at seconds: Int64
  ) -> HTTPRequest {
    let signed = signingRequest(call, endpoint)
    var headers = HTTPHeaders(signed.headers.map { HTTPHeaders.Field($0.name, $0.value) })
    if let credentials {
      let isUnsignedPayload = call.service == "s3" && endpoint.isSecure && !call.signsPayload
      let payload: PayloadHash =
        isUnsignedPayload ? .unsigned : call.body.isEmpty ? .empty : .sha256(of: call.body)
      let signer = Signer(credentials: credentials, region: endpoint.region, service: call.service)
      for (name, value) in signer.headers(for: signed, payload: payload, at: seconds) {
        headers[name] = value
      }
    }
    headers["User-Agent"] = "frameveil"
    let query = signed.query.isEmpty ? "" : "?\(signed.query)"
    return HTTPRequest(
      call.method, "\(endpoint.scheme)://\(endpoint.host)\(endpoint.path)\(query)", headers: headers,
      body: call.body.isEmpty && !["POST", "PUT"].contains(call.method) ? nil : call.body,
      timeouts: call.timeouts)
  }

  private func signingRequest(_ call: AWSCall, _ endpoint: Endpoint) -> SigningRequest {
    let query = call.query.map { name, value in
      PercentEncoding.encode(name) + (value.map { "=\(PercentEncoding.encode($0))" } ?? "")
    }
    return SigningRequest(
      method: call.method, path: endpoint.path, query: query.joined(separator: "&"),
      headers: [("Host", endpoint.host)] + call.headers.fields.map { ($0.name, $0.value) })
  }
}

extension CallSender {
  /// The endpoint of a call. A region that S3 reported for the bucket takes precedence over the settings.
  private func endpoint(of call: AWSCall) async throws -> Endpoint {
    let custom = try settings.endpointURL(for: call.service)
    let discovered = bucketRegions.withLock { regions in call.bucket.flatMap { regions[$0] } }
    let region: String
    if let known = discovered ?? settings.region {
      region = known
    } else {
      region = try await fallbackRegion(custom)
    }
    let rules = EndpointRules(
      service: call.service, region: region, custom: custom, usesFIPS: settings.usesFIPS,
      usesDualStack: settings.usesDualStack(call.service), addressing: try settings.addressing())
    return try rules.endpoint(bucket: call.bucket, path: call.path)
  }

  /// The region if none is configured: us-east-1 for a custom endpoint, which has no regions; otherwise the
  /// region of the EC2 instance.
  private func fallbackRegion(_ custom: String?) async throws -> String {
    guard custom == nil else { return "us-east-1" }
    if let known = instanceRegion.withLock({ $0 }) { return known }
    guard let region = await InstanceMetadata(environment, transport, settings.profile).region() else {
      throw AWSSetupError(
        .configuration,
        "no AWS region is configured: set AWS_REGION, or region in profile \(settings.profileName) of "
          + settings.config.configPath)
    }
    instanceRegion.withLock { $0 = region }
    return region
  }
}
