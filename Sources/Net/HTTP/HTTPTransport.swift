/// What sends requests. The program has one, `HTTPClient`; tests of what stands above it bring their own.
public protocol HTTPTransport: Sendable {
  /// Sends a request and gives the final answer's head as soon as it is there. Redirections are not followed and
  /// a status of any kind is an answer, not an error.
  ///
  /// - Throws: `HTTPError` where no answer comes, `CancellationError` where the task was cancelled.
  func open(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// An answer whose body is still to come, piece by piece. Letting it go, or cancelling it, ends the transfer.
public struct HTTPResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The fields of its head.
  public var headers: HTTPHeaders
  private let stream: any BodyStream

  /// Makes an answer out of its head and what gives its body.
  public init(status: Int, headers: HTTPHeaders, stream: any BodyStream) {
    self.status = status
    self.headers = headers
    self.stream = stream
  }

  /// The next piece of the body, never empty, or nil after the last. While nobody asks, a bounded number of
  /// bytes waits and the other side is held back.
  ///
  /// - Throws: `HTTPError` where the body ends before it is whole, `CancellationError`.
  public func next() async throws -> [UInt8]? { try await stream.next() }

  /// Ends the transfer where it stands.
  public func cancel() { stream.cancel() }

  /// All of the body that is left.
  ///
  /// - Throws: `HTTPError.tooLarge` where it has more bytes than `limit`.
  public func rest(atMost limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await next() {
      guard bytes.count + piece.count <= limit else {
        cancel()
        throw HTTPError(.tooLarge, "an answer has more than \(limit) bytes")
      }
      bytes += piece
    }
    return bytes
  }
}

/// What gives a body piece by piece.
public protocol BodyStream: AnyObject, Sendable {
  /// The next piece, never empty, or nil after the last.
  func next() async throws -> [UInt8]?
  /// Ends it.
  func cancel()
}

/// An answer that is there whole.
public struct BufferedResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The fields of its head.
  public var headers: HTTPHeaders
  /// Its body.
  public var body: [UInt8]

  /// Makes an answer.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HTTPTransport {
  /// Sends a request and waits for all of its answer.
  public func perform(_ request: HTTPRequest, atMost limit: Int = 16 << 20) async throws -> BufferedResponse {
    let response = try await open(request)
    let body = try await response.rest(atMost: limit)
    return BufferedResponse(status: response.status, headers: response.headers, body: body)
  }
}
