import CMicroHTTP
import Core
import HTTP
import Synchronization

/// What libmicrohttpd's thread calls: takes requests in, has each answered by a task, and hands answers out.
final class RequestHandler: Sendable {
  private struct State {
    var isClosed = false
    var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]
  }
  private let service: any HTTPService
  private let connections: Connections
  private let state = Mutex(State())
  private let departed = AsyncEvent()

  /// How many times too large a body may be for its rest to be read.
  private static let retry = 8

  init(_ service: any HTTPService, _ connections: Connections) {
    self.service = service
    self.connections = connections
  }

  /// Cancels what is under way and waits until it has left.
  func close() async {
    let tasks = state.withLock { state in
      state.isClosed = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
    while state.withLock({ !$0.tasks.isEmpty }) { await departed.wait() }
  }

  /// A peer has connected, or its connection is over.
  static let meet: MHD_NotifyConnectionCallback = { context, connection, _, event in
    guard let context, let connection else { return }
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let id = ConnectionTable.ID(bitPattern: connection)
    if event == .CONNECTION_NOTIFY_STARTED {
      handler.connections.open(
        id, fv_http_socket(connection), from: Peer(fv_http_client_address(connection)))
    } else {
      handler.connections.close(id)
    }
  }

  /// A request's target has come.
  static let begin:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
      -> UnsafeMutableRawPointer? = { context, target, connection in
        guard let context, let target, let connection else { return nil }
        let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
        let client = ClientConnection(
          RequestState(target: String(cString: target), mostRead: retry * handler.service.largestBody),
          connection
        )
        return Unmanaged.passRetained(client).toOpaque()
      }

  /// The head, a part of the body, its end, or a connection that was woken.
  static let take: MHD_AccessHandlerCallback = { context, _, _, method, _, data, size, place in
    guard let context, let place = place?.pointee, let method, let size else { return .NO }
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let client = Unmanaged<ClientConnection>.fromOpaque(place).takeUnretainedValue()
    if client.requestState.withLock({ $0.isNew }) {
      let headers = client.headers
      client.requestState.withLock {
        $0.begin(
          method: String(cString: method), headers: headers, largestBody: handler.service.largestBody(of:))
      }
      handler.connections.enter(.body, client.id)
      return .YES
    }
    guard size.pointee > 0 else { return handler.proceed(client) }
    let bytes = UnsafeRawBufferPointer(start: data, count: size.pointee)
    size.pointee = 0
    return client.requestState.withLock { requestState in
      requestState.receive(bytes) { handler.connections.hold($0, client.id) }
    } ? .YES : .NO
  }

  /// An exchange is over, one way or another.
  static let end: MHD_RequestCompletedCallback = { context, _, place, _ in
    guard let context, let raw = place?.pointee else { return }
    place?.pointee = nil
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let client = Unmanaged<ClientConnection>.fromOpaque(raw).takeRetainedValue()
    handler.state.withLock { _ = $0.tasks.removeValue(forKey: ObjectIdentifier(client)) }
    handler.connections.enter(.head, client.id)
    handler.departed.notify()
  }

  private func proceed(_ client: ClientConnection) -> MHD_Result {
    switch client.requestState.withLock({ $0.proceed() }) {
    case .ask(let request): ask(request, for: client)
    case .refuse(let request): send(service.refuse(request), to: client)
    case .postpone: send(BufferedResponse(status: 503, headers: ["Retry-After": "1"]), to: client)
    case .send(let answer): send(answer, to: client)
    case .close: .NO
    }
  }

  private func send(_ answer: BufferedResponse, to client: ClientConnection) -> MHD_Result {
    connections.enter(.answer, client.id)
    return client.send(answer)
  }

  private func ask(_ request: ServedRequest, for client: ClientConnection) -> MHD_Result {
    state.withLock { state in
      guard !state.isClosed else { return .NO }
      connections.enter(.work, client.id)
      // Before the task, which wakes it.
      client.suspend()
      // Somebody waits for it; what is started for later goes behind.
      state.tasks[ObjectIdentifier(client)] = Task(priority: .userInitiated) { [service] in
        let answer = await service.answer(request)
        client.requestState.withLock { $0.answer(answer) }
        client.resume()
      }
      return .YES
    }
  }
}
