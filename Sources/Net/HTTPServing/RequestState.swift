import HTTP

/// How far a request and its answer are. A value: what is done about it is up to `HTTPServer`.
struct RequestState {
  /// What comes next.
  enum Step {
    /// The service is asked.
    case ask(ServedRequest)
    /// The service is told that there is too much.
    case refuse(ServedRequest)
    /// The client is told to try again later.
    case postpone
    /// The answer goes out.
    case send(BufferedResponse)
    /// The connection is closed.
    case close
  }

  private enum Phase {
    case head
    case body
    /// The body is too large, or there is no room for it; it is read on, or the answer would be lost with the rest of
    /// it under way.
    case excess(Step, read: Int)
    case asked
    case answered(BufferedResponse)
    case sent
  }

  private var request: ServedRequest
  private var phase = Phase.head
  private var largestBody = 0
  private let mostRead: Int

  /// - Parameter mostRead: how much of a body is read that is not kept.
  init(target: String, mostRead: Int) {
    request = ServedRequest(target: target)
    self.mostRead = mostRead
  }

  /// Whether the head has not been taken in yet.
  var isNew: Bool { if case .head = phase { true } else { false } }

  /// Takes in the head.
  ///
  /// - Parameter largestBody: the most bytes that the body of a request with this head may have.
  mutating func begin(method: String, headers: HTTPHeaders, largestBody: (ServedRequest) -> Int) {
    request.method = method
    request.headers = headers
    self.largestBody = largestBody(request)
    let announced = headers["Content-Length"].flatMap { Int($0) } ?? 0
    phase = announced > self.largestBody ? .excess(.refuse(request), read: 0) : .body
  }

  /// Takes in a part of the body; false to close the connection.
  ///
  /// - Parameter hasRoom: whether there is room for so many bytes more, which are then taken.
  mutating func receive(_ bytes: UnsafeRawBufferPointer, hasRoom: (Int) -> Bool) -> Bool {
    switch phase {
    case .body where request.body.count + bytes.count > largestBody:
      request.body = []
      phase = .excess(.refuse(request), read: largestBody)
      return true
    case .body:
      if hasRoom(bytes.count) {
        request.body.append(contentsOf: bytes)
      } else {
        request.body = []
        phase = .excess(.postpone, read: 0)
      }
      return true
    case .excess(let step, let read):
      phase = .excess(step, read: read + bytes.count)
      return read + bytes.count <= mostRead
    case .head, .asked, .answered, .sent: return false
    }
  }

  /// The body is whole, or the answer is there.
  mutating func proceed() -> Step {
    switch phase {
    case .body:
      phase = .asked
      defer { request.body = [] }
      return .ask(request)
    case .excess(let step, _):
      phase = .sent
      return step
    case .answered(let answer):
      phase = .sent
      return .send(answer)
    case .head, .asked, .sent: return .close
    }
  }

  /// Takes in the answer.
  mutating func answer(_ answer: BufferedResponse) { phase = .answered(answer) }
}
