import CMicroHTTP
import Core
import HTTP
import Synchronization

/// What libmicrohttpd's thread calls: takes requests in, has each answered by a task, and hands answers out.
final class Desk: Sendable {
  private struct State {
    var isClosed = false
    var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]
  }
  private let service: any HTTPService
  private let connections: Connections
  private let state = Mutex(State())
  private let departed = Bell()

  /// How many times too large a body may be for its rest to be read.
  private static let patience = 8

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
    let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
    let id = ConnectionTable.ID(bitPattern: connection)
    if event == .CONNECTION_NOTIFY_STARTED {
      desk.connections.open(
        id, fv_http_socket(connection), from: Peer(fv_http_client_address(connection)))
    } else {
      desk.connections.close(id)
    }
  }

  /// A request's target has come.
  static let begin:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
      -> UnsafeMutableRawPointer? = { context, target, connection in
        guard let context, let target, let connection else { return nil }
        let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
        let visit = Visit(
          Exchange(target: String(cString: target), mostRead: patience * desk.service.largestBody), connection
        )
        return Unmanaged.passRetained(visit).toOpaque()
      }

  /// The head, a part of the body, its end, or a connection that was woken.
  static let take: MHD_AccessHandlerCallback = { context, _, _, method, _, data, size, place in
    guard let context, let place = place?.pointee, let method, let size else { return .NO }
    let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
    let visit = Unmanaged<Visit>.fromOpaque(place).takeUnretainedValue()
    if visit.exchange.withLock({ $0.isNew }) {
      let headers = visit.headers
      visit.exchange.withLock {
        $0.begin(
          method: String(cString: method), headers: headers, largestBody: desk.service.largestBody(of:))
      }
      desk.connections.enter(.body, visit.id)
      return .YES
    }
    guard size.pointee > 0 else { return desk.proceed(visit) }
    let bytes = UnsafeRawBufferPointer(start: data, count: size.pointee)
    size.pointee = 0
    return visit.exchange.withLock { exchange in
      exchange.receive(bytes) { desk.connections.hold($0, visit.id) }
    } ? .YES : .NO
  }

  /// An exchange is over, one way or another.
  static let end: MHD_RequestCompletedCallback = { context, _, place, _ in
    guard let context, let raw = place?.pointee else { return }
    place?.pointee = nil
    let desk = Unmanaged<Desk>.fromOpaque(context).takeUnretainedValue()
    let visit = Unmanaged<Visit>.fromOpaque(raw).takeRetainedValue()
    desk.state.withLock { _ = $0.tasks.removeValue(forKey: ObjectIdentifier(visit)) }
    desk.connections.enter(.head, visit.id)
    desk.departed.ring()
  }

  private func proceed(_ visit: Visit) -> MHD_Result {
    switch visit.exchange.withLock({ $0.proceed() }) {
    case .ask(let request): ask(request, for: visit)
    case .refuse(let request): send(service.refuse(request), to: visit)
    case .postpone: send(HTTPAnswer(status: 503, headers: ["Retry-After": "1"]), to: visit)
    case .send(let answer): send(answer, to: visit)
    case .close: .NO
    }
  }

  private func send(_ answer: HTTPAnswer, to visit: Visit) -> MHD_Result {
    connections.enter(.answer, visit.id)
    return visit.send(answer)
  }

  private func ask(_ request: ServedRequest, for visit: Visit) -> MHD_Result {
    state.withLock { state in
      guard !state.isClosed else { return .NO }
      connections.enter(.work, visit.id)
      // Before the task, which wakes it.
      visit.suspend()
      // Somebody waits for it; what is started for later goes behind.
      state.tasks[ObjectIdentifier(visit)] = Task(priority: .userInitiated) { [service] in
        let answer = await service.answer(request)
        visit.exchange.withLock { $0.answer(answer) }
        visit.resume()
      }
      return .YES
    }
  }
}
