import Core
import HTTP
import Synchronization

/// Signs calls, sends them, and sends them again. What it learns on the way (the clock, the buckets' regions, the
/// quota of retries) holds for all calls of the client.
final class CallSender: Sendable {
  let settings: AWSSettings
  private let transport: any HTTPTransport
  private let limit: Int
  private let quota = Mutex(RetryQuota())
  private let clockOffset = Mutex<Int64>(0)
  /// As many as the buckets that a run names.
  private let bucketRegions = Mutex<[String: String]>([:])
  private let instanceRegion = Mutex<String?>(nil)

  var environment: AWSEnvironment { settings.environment }

  init(_ settings: AWSSettings, _ transport: any HTTPTransport) throws(AWSSetupError) {
    self.settings = settings
    self.transport = transport
    limit = try settings.maxAttempts()
  }

  /// Sends a call until it succeeds, or its attempts are used up.
  ///
  /// - Parameters:
  ///   - identity: whose credentials sign it; nil where it is not signed.
  ///   - receive: takes a successful answer. Where its body breaks, the call is sent again.
  func send<Result: Sendable>(
    _ call: AWSCall, as identity: CredentialsCache?, _ receive: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    var attempts = CallRetries(call, limit: limit)
    while true {
      let endpoint = try await endpoint(of: call)
      let credentials = try await identity?.current()
      let offset = clockOffset.withLock { $0 }
      let situation = CallRetries.Situation(
        signedAt: environment.second + offset, region: endpoint.region, random: environment.random())
      do {
        let request = request(call, endpoint, credentials, at: situation.signedAt)
        let result = try await receive(answer(to: request, call))
        quota.withLock { attempts.succeed(&$0) }
        return result
      } catch {
        switch quota.withLock({ attempts.decide(error, situation, &$0) }) {
        case .giveUp: throw error
        case .retry(let delay): try await environment.sleep(delay)
        // Calls that failed together correct it to the same, instead of one after the other.
        case .correctClock(let more): clockOffset.withLock { $0 = offset + more }
        case .use(let region): bucketRegions.withLock { $0[call.bucket ?? ""] = region }
        case .renewCredentials:
          guard let identity, let credentials else { throw error }
          await identity.reject(credentials)
        }
      }
    }
  }

  /// The head of a successful answer.
  private func answer(to request: HTTPRequest, _ call: AWSCall) async throws -> HTTPResponse {
    let response = try await transport.open(request)
    guard !(200..<300).contains(response.status) else { return response }
    // Without its body an error is still an error.
    let body = (try? await response.rest(atMost: 1 << 20)) ?? []
    try Task.checkCancellation()
    throw AWSError(BufferedResponse(status: response.status, headers: response.headers, body: body), to: call)
  }

  private func request(
    _ call: AWSCall, _ endpoint: Endpoint, _ credentials: AWSCredentials?, at seconds: Int64
  ) -> HTTPRequest {
    let signed = signingRequest(call, endpoint)
    var headers = HTTPHeaders(signed.headers.map { HTTPHeaders.Field($0.name, $0.value) })
    if let credentials {
      let isHidden = call.service == "s3" && endpoint.isSecure && !call.signsPayload
      let payload: PayloadHash = isHidden ? .unsigned : call.body.isEmpty ? .empty : .sha256(of: call.body)
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
      limits: call.limits)
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
  /// Where a call goes, by the settings and by what was learnt.
  private func endpoint(of call: AWSCall) async throws -> Endpoint {
    let custom = try settings.endpointURL(for: call.service)
    let learnt = bucketRegions.withLock { regions in call.bucket.flatMap { regions[$0] } }
    let region: String
    if let known = learnt ?? settings.region {
      region = known
    } else {
      region = try await otherRegion(custom)
    }
    let rules = EndpointRules(
      service: call.service, region: region, custom: custom, usesFIPS: settings.usesFIPS,
      usesDualStack: settings.usesDualStack(call.service), addressing: try settings.addressing())
    return try rules.endpoint(bucket: call.bucket, path: call.path)
  }

  /// Without a chosen region: any, where the endpoint is chosen and knows its own; the instance's, where there is
  /// one.
  private func otherRegion(_ custom: String?) async throws -> String {
    guard custom == nil else { return "us-east-1" }
    if let known = instanceRegion.withLock({ $0 }) { return known }
    guard let region = await InstanceMetadata(environment, transport, settings.profile).region() else {
      throw AWSSetupError(
        .configuration,
        "no AWS region is set: set AWS_REGION, or region in profile \(settings.profileName) of "
          + settings.config.configPath)
    }
    instanceRegion.withLock { $0 = region }
    return region
  }
}
