/// Sends requests: `HTTPClient`, or a fake in tests of the layers above.
public protocol HTTPTransport: Sendable {
  /// Sends a request and returns when the head of the final response has arrived. Redirections are not followed; a
  /// response with any status code is returned, not thrown.
  ///
  /// - Throws: `HTTPError` if there is no response, `CancellationError`.
  func open(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// A response with a streamed body. Releasing or cancelling it ends the transfer.
public struct HTTPResponse: Sendable {
  public var status: Int
  public var headers: HTTPHeaders
  private let stream: any BodyStream

  public init(status: Int, headers: HTTPHeaders, stream: any BodyStream) {
    self.status = status
    self.headers = headers
    self.stream = stream
  }

  /// The next bytes of the body, never empty; nil at the end.
  ///
  /// Back-pressure: while this is not called, a bounded number of bytes is buffered (`ReceiveBuffer.window`), and receiving
  /// pauses.
  ///
  /// - Throws: `HTTPError` if the body ends before it is complete, `CancellationError`.
  public func next() async throws -> [UInt8]? { try await stream.next() }

  /// Aborts the transfer.
  public func cancel() { stream.cancel() }

  /// Collects the rest of the body.
  ///
  /// - Throws: `HTTPError` (`tooLarge`) if it has more than `limit` bytes.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try await next() {
      guard bytes.count + chunk.count <= limit else {
        cancel()
        throw HTTPError(.tooLarge, "the response body exceeds \(limit) bytes")
      }
      bytes += chunk
    }
    return bytes
  }
}

/// A response body, received chunk by chunk by one consumer.
public protocol BodyStream: AnyObject, Sendable {
  /// The next chunk, never empty; nil at the end.
  func next() async throws -> [UInt8]?
  func cancel()
}

/// A response with its whole body in memory.
public struct BufferedResponse: Sendable {
  public var status: Int
  public var headers: HTTPHeaders
  public var body: [UInt8]

  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HTTPTransport {
  /// Sends a request and collects the whole response.
  ///
  /// - Throws: `HTTPError` (`tooLarge`) if the body has more than `limit` bytes, and what `open` throws.
  public func perform(_ request: HTTPRequest, upTo limit: Int = 16 << 20) async throws -> BufferedResponse {
    let response = try await open(request)
    let body = try await response.collect(upTo: limit)
    return BufferedResponse(status: response.status, headers: response.headers, body: body)
  }
}
