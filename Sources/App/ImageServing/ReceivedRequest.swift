import HTTP
import HTTPServing
import LambdaRuntime
import Workflow

/// A request as the function `analyze-image` takes it.
struct ReceivedRequest: Sendable {
  /// `GET` for HEAD, too, whose answer is sent without its body.
  var method: String
  /// As received.
  var query: String
  var event: HTTPRequestEvent
  var context: InvocationContext

  init(_ request: ServedRequest, log: Log, clock: WallClock) {
    method = request.method == "HEAD" ? "GET" : request.method
    query = request.query
    event = HTTPRequestEvent(
      method: method, path: request.path, query: request.query,
      headers: request.headers.fields.map { ($0.name, $0.value) }, body: request.body,
      requestID: RequestID.random())
    var log = log
    log.requestID = event.requestID
    // Nobody but the client waits; it may leave.
    context = InvocationContext(deadline: Deadline(milliseconds: .max), log: log, clock: clock)
  }
}
