import CMicroHTTP
import HTTP
import Synchronization

/// A connection of libmicrohttpd's for the time of one exchange.
///
/// Unchecked: `connection` is used on the library's thread, and `MHD_resume_connection` is safe from any.
final class ClientConnection: @unchecked Sendable {
  let requestState: Mutex<RequestState>
  private let connection: OpaquePointer

  init(_ requestState: RequestState, _ connection: OpaquePointer) {
    self.requestState = Mutex(requestState)
    self.connection = connection
  }

  /// Whose exchange it is.
  var id: ConnectionTable.ID { ConnectionTable.ID(bitPattern: connection) }

  /// The fields of the request's head.
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

  /// Lets the connection sleep; only on the library's thread.
  func suspend() { MHD_suspend_connection(connection) }

  /// Has the library ask again what there is.
  func resume() { MHD_resume_connection(connection) }

  /// Queues an answer; only on the library's thread.
  func send(_ answer: BufferedResponse) -> MHD_Result {
    let response = answer.body.withUnsafeBytes {
      // The library copies; it takes a pointer that it could write to for its other modes.
      MHD_create_response_from_buffer(
        $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    for field in answer.headers.fields { MHD_add_response_header(response, field.name, field.value) }
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }
}
