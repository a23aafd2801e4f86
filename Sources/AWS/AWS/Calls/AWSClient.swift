public import HTTP

/// Sends calls to AWS's services: signed, retried, and answered with the service's own errors.
///
/// One client for a program: it holds credentials, which it has renewed before they expire, and shares what it
/// learns among all calls.
public final class AWSClient: Sendable {
  private let sender: CallSender
  private let identity: CredentialsCache

  /// Reads the settings; credentials are looked for when the first call needs them.
  ///
  /// - Parameters:
  ///   - profile: a profile of AWS's files; nil for the one that the variables name.
  ///   - environment: what is outside, the real one unless a test brings its own.
  /// - Throws: `AWSSetupError` where a file or a setting cannot be read.
  public init(
    transport: any HTTPTransport, profile: String? = nil, environment: AWSEnvironment = .process
  ) throws(AWSSetupError) {
    let sender = try CallSender(AWSSettings(environment, profile: profile), transport)
    self.sender = sender
    identity = CredentialsCache(now: environment.now) {
      // The files are read again: keys that expire are written there anew by other programs.
      let settings = try AWSSettings(environment, profile: profile)
      let tokens = SecurityTokenService(sender: sender)
      return try await CredentialChain(settings: settings, transport: transport, tokens: tokens).load()
    }
  }

  /// Sends a call and waits for all of a successful answer.
  ///
  /// - Throws: `AWSError` for an answer that tells of an error, `HTTPError` where there is none,
  ///   `AWSSetupError` where no request can be made, `CancellationError`.
  public func perform(_ call: AWSCall, atMost limit: Int = 16 << 20) async throws -> BufferedResponse {
    try await perform(call, atMost: limit) { $0 }
  }

  /// Sends a call and reads all of a successful answer. What `read` throws, an `AWSError` out of the body or an
  /// `HTTPError` for a broken one, counts as the answer, and the call is sent again where that helps.
  public func perform<Value: Sendable>(
    _ call: AWSCall, atMost limit: Int = 16 << 20, read: (BufferedResponse) throws -> Value
  ) async throws -> Value {
    try await sender.send(call, as: identity) { response in
      let body = try await response.rest(atMost: limit)
      return try read(BufferedResponse(status: response.status, headers: response.headers, body: body))
    }
  }

  /// Sends a call and gives a successful answer's head; its body is then read, and nothing is sent again where it
  /// breaks. Throws as `perform` does.
  public func open(_ call: AWSCall) async throws -> HTTPResponse {
    try await sender.send(call, as: identity) { $0 }
  }
}
