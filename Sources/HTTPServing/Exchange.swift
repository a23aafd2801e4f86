import HTTP

/// How far a request and its answer are. A value: what is done about it is up to `HTTPServer`.
struct Exchange {
  /// What comes next.
  enum Step {
    /// The service is asked.
    case ask(ServedRequest)
    /// The service is told that there is too much.
    case refuse(ServedRequest)
    /// The answer goes out.
    case send(HTTPAnswer)
    /// The connection is closed.
    case close
  }

  private enum Phase {
    case head
    case body
    /// The body is too large; it is read on, or the answer would be lost with the rest of it under way.
    case excess(read: Int)
    case asked
    case answered(HTTPAnswer)
    case sent
  }

  private var request: ServedRequest
  private var phase = Phase.head
  private let largestBody: Int

  /// How many times too large a body may be for its rest to be read.
  private static let patience = 8

  init(target: String, largestBody: Int) {
    request = ServedRequest(target: target)
    self.largestBody = largestBody
  }

  /// Whether the head has not been taken in yet.
  var isNew: Bool { if case .head = phase { true } else { false } }

  /// Takes in the head.
  mutating func begin(method: String, headers: HTTPHeaders) {
    request.method = method
    request.headers = headers
    let announced = headers["Content-Length"].flatMap { Int($0) } ?? 0
    phase = announced > largestBody ? .excess(read: 0) : .body
  }

  /// Takes in a part of the body; false to close the connection.
  mutating func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch phase {
    case .body where request.body.count + bytes.count <= largestBody:
      request.body.append(contentsOf: bytes)
      return true
    case .body:
      request.body = []
      phase = .excess(read: largestBody)
      return true
    case .excess(let read):
      phase = .excess(read: read + bytes.count)
      return read + bytes.count <= Self.patience * largestBody
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
    case .excess:
      phase = .sent
      return .refuse(request)
    case .answered(let answer):
      phase = .sent
      return .send(answer)
    case .head, .asked, .sent: return .close
    }
  }

  /// Takes in the answer.
  mutating func answer(_ answer: HTTPAnswer) { phase = .answered(answer) }
}
