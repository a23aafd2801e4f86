import HTTP

/// The state machine of a request and its response. A value: `RequestHandler` performs the actions that it returns.
struct RequestState {
  /// The next action.
  enum Step {
    /// Call the service.
    case dispatch(ServedRequest)
    /// Ask the service for the response to a body that is too large.
    case refuse(ServedRequest)
    /// Respond 503 with `Retry-After`.
    case postpone
    /// Send the response.
    case send(BufferedResponse)
    /// Close the connection.
    case close
  }

  private enum Phase {
    case head
    case body
    /// The body is too large, or there is no memory for it. It is read and dropped: if the connection were closed with
    /// unread data, the reset would destroy the response.
    case draining(Step, read: Int)
    case asked
    case answered(BufferedResponse)
    case sent
  }

  private var request: ServedRequest
  private var phase = Phase.head
  private var maximumBodySize = 0
  private let drainLimit: Int

  /// - Parameter mostRead: the maximum number of bytes of a body that are read and dropped.
  init(target: String, drainLimit: Int) {
    request = ServedRequest(target: target)
    self.drainLimit = drainLimit
  }

  /// Whether the head has not been processed yet.
  var isNew: Bool { if case .head = phase { true } else { false } }

  /// Processes the head.
  ///
  /// - Parameter largestBody: returns the maximum size of the body of a request with this head.
  mutating func begin(method: String, headers: HTTPHeaders, maximumBodySize: (ServedRequest) -> Int) {
    request.method = method
    request.headers = headers
    self.maximumBodySize = maximumBodySize(request)
    let contentLength = headers["Content-Length"].flatMap { Int($0) } ?? 0
    phase = contentLength > self.maximumBodySize ? .draining(.refuse(request), read: 0) : .body
  }

  /// Processes a part of the body. Returns false to close the connection.
  ///
  /// - Parameter hasRoom: reserves memory for a number of bytes; false if there is none.
  mutating func receive(_ bytes: UnsafeRawBufferPointer, hasRoom: (Int) -> Bool) -> Bool {
    switch phase {
    case .body where request.body.count + bytes.count > maximumBodySize:
      request.body = []
      phase = .draining(.refuse(request), read: maximumBodySize)
      return true
    case .body:
      if hasRoom(bytes.count) {
        request.body.append(contentsOf: bytes)
      } else {
        request.body = []
        phase = .draining(.postpone, read: 0)
      }
      return true
    case .draining(let step, let read):
      phase = .draining(step, read: read + bytes.count)
      return read + bytes.count <= drainLimit
    case .head, .asked, .answered, .sent: return false
    }
  }

  /// Returns the next action, when the body is complete or the response is ready.
  mutating func proceed() -> Step {
    switch phase {
    case .body:
      phase = .asked
      defer { request.body = [] }
      return .dispatch(request)
    case .draining(let step, _):
      phase = .sent
      return step
    case .answered(let response):
      phase = .sent
      return .send(response)
    case .head, .asked, .sent: return .close
    }
  }

  /// Stores the response of the service.
  mutating func response(_ response: BufferedResponse) { phase = .answered(response) }
}
