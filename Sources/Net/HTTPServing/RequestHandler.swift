import CMicroHTTP
import Core
import HTTP
import Synchronization

/// The callbacks of libmicrohttpd: receives requests, runs a task for each, and sends the responses.
///
/// The callbacks run on libmicrohttpd's thread. Their context is the handler, unretained: `HTTPServer` holds it until
/// that thread has ended. Their place is the `ClientConnection`: `begin` retains it, `end` releases it.
final class RequestHandler: Sendable {
  private struct State {
    var isClosed = false
    var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]
  }
  private let service: any HTTPService
  private let connections: Connections
  private let state = Mutex(State())
  private let completed = AsyncEvent()

  /// A body that is too large is read (and dropped) up to this multiple of the limit, so that the client receives the
  /// response.
  private static let drainFactor = 8

  init(_ service: any HTTPService, _ connections: Connections) {
    self.service = service
    self.connections = connections
  }

  /// Cancels pending requests, and waits until their responses are sent.
  func close() async {
    let tasks = state.withLock { state in
      state.isClosed = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
    while state.withLock({ !$0.tasks.isEmpty }) { await completed.wait() }
  }

  /// MHD_OPTION_NOTIFY_CONNECTION: a connection was opened or closed.
  static let connectionChanged: MHD_NotifyConnectionCallback = { context, connection, _, event in
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

  /// MHD_OPTION_URI_LOG_CALLBACK: the request target was received.
  static let begin:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
      -> UnsafeMutableRawPointer? = { context, target, connection in
        guard let context, let target, let connection else { return nil }
        let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
        let client = ClientConnection(
          RequestState(
            target: String(cString: target), drainLimit: drainFactor * handler.service.maximumBodySize),
          connection
        )
        return Unmanaged.passRetained(client).toOpaque()
      }

  /// The access handler: called with the head, with each part of the body, at its end, and after a resume.
  static let take: MHD_AccessHandlerCallback = { context, _, _, method, _, data, size, place in
    guard let context, let place = place?.pointee, let method, let size else { return .NO }
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let client = Unmanaged<ClientConnection>.fromOpaque(place).takeUnretainedValue()
    if client.requestState.withLock({ $0.isNew }) {
      let headers = client.headers
      // The service is called under the lock: it only looks at the head, and no task has the connection yet.
      client.requestState.withLock {
        $0.begin(
          method: String(cString: method), headers: headers,
          maximumBodySize: handler.service.maximumBodySize(of:))
      }
      handler.connections.enter(.body, client.id)
      return .YES
    }
    guard size.pointee > 0 else { return handler.proceed(client) }
    let bytes = UnsafeRawBufferPointer(start: data, count: size.pointee)
    size.pointee = 0
    return client.requestState.withLock { requestState in
      requestState.receive(bytes) { handler.connections.reserve($0, client.id) }
    } ? .YES : .NO
  }

  /// MHD_OPTION_NOTIFY_COMPLETED: the response was sent, or the connection failed.
  static let end: MHD_RequestCompletedCallback = { context, _, place, _ in
    guard let context, let raw = place?.pointee else { return }
    place?.pointee = nil
    let handler = Unmanaged<RequestHandler>.fromOpaque(context).takeUnretainedValue()
    let client = Unmanaged<ClientConnection>.fromOpaque(raw).takeRetainedValue()
    handler.state.withLock { _ = $0.tasks.removeValue(forKey: ObjectIdentifier(client)) }
    handler.connections.enter(.head, client.id)
    handler.completed.notify()
  }

  private func proceed(_ client: ClientConnection) -> MHD_Result {
    switch client.requestState.withLock({ $0.proceed() }) {
    case .dispatch(let request): dispatch(request, for: client)
    case .refuse(let request): send(service.refuse(request), to: client)
    case .postpone: send(BufferedResponse(status: 503, headers: ["Retry-After": "1"]), to: client)
    case .send(let response): send(response, to: client)
    case .close: .NO
    }
  }

  private func send(_ response: BufferedResponse, to client: ClientConnection) -> MHD_Result {
    connections.enter(.response, client.id)
    return client.send(response)
  }

  /// Creates the task under the lock: `close` either prevents it or sees it. The lock of the connections is taken
  /// inside this one, never the other way round; `suspend` calls nothing back.
  private func dispatch(_ request: ServedRequest, for client: ClientConnection) -> MHD_Result {
    state.withLock { state in
      guard !state.isClosed else { return .NO }
      connections.enter(.processing, client.id)
      // Suspended before the task is created, which resumes it.
      client.suspend()
      // A client is waiting: higher priority than background jobs.
      state.tasks[ObjectIdentifier(client)] = Task(priority: .userInitiated) { [service] in
        let response = await service.respond(to: request)
        client.requestState.withLock { $0.response(response) }
        client.resume()
      }
      return .YES
    }
  }
}

/// A libmicrohttpd connection during one request and its response.
///
/// Unchecked: `connection` is used on libmicrohttpd's thread only, except for `MHD_resume_connection`, which is
/// thread-safe. libmicrohttpd owns it and does not free it while it is suspended; after `RequestHandler.end` nothing
/// uses it.
final class ClientConnection: @unchecked Sendable {
  let requestState: Mutex<RequestState>
  private let connection: OpaquePointer

  init(_ requestState: RequestState, _ connection: OpaquePointer) {
    self.requestState = Mutex(requestState)
    self.connection = connection
  }

  var id: ConnectionTable.ID { ConnectionTable.ID(bitPattern: connection) }

  /// The header fields of the request.
  var headers: HTTPHeaders {
    var headers = HTTPHeaders()
    withUnsafeMutablePointer(to: &headers) { headers in
      _ = MHD_get_connection_values(
        connection, .HEADER_KIND,
        { headers, _, name, value in
          guard let headers, let name else { return .YES }
          headers.assumingMemoryBound(to: HTTPHeaders.self).pointee.add(
            String(cString: name), value.map { String(cString: $0) } ?? "")
          return .YES
        }, headers)
    }
    return headers
  }

  /// Suspends the connection. Only on libmicrohttpd's thread.
  func suspend() { MHD_suspend_connection(connection) }

  /// Resumes the connection, so that libmicrohttpd calls the access handler again. From any thread.
  func resume() { MHD_resume_connection(connection) }

  /// Queues a response. Only on libmicrohttpd's thread.
  func send(_ buffered: BufferedResponse) -> MHD_Result {
    let response = buffered.body.withUnsafeBytes {
      // RESPMEM_MUST_COPY copies the bytes; the pointer is mutable for the sake of other modes.
      MHD_create_response_from_buffer(
        $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    for field in buffered.headers.fields { MHD_add_response_header(response, field.name, field.value) }
    return MHD_queue_response(connection, UInt32(buffered.status), response)
  }
}
