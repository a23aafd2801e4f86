import CMicroHTTP
import HTTP
import Synchronization

/// A libmicrohttpd connection during one request and its response.
///
/// Unchecked: `connection` is used on libmicrohttpd's thread only, except for `MHD_resume_connection`, which is
/// thread-safe.
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
