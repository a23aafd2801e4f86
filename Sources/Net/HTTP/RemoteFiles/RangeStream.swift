/// Sequential reading from an offset. If the response breaks, the next call resumes at that byte with a new request.
final class RangeStream {
  /// The offset of the next byte.
  private(set) var position: UInt64
  private let object: RemoteObject
  private var response: HTTPResponse?
  private var chunk: ArraySlice<UInt8> = []

  /// - Parameter response: a response that begins at `offset`, if there is one.
  init(_ object: RemoteObject, from offset: UInt64, _ response: HTTPResponse? = nil) {
    (self.object, position, self.response) = (object, offset, response)
  }

  /// Whether the next call of `take` sends a request.
  var isClosed: Bool { response == nil && chunk.isEmpty }

  /// Appends from 1 to `count` bytes.
  func take(_ count: Int, into bytes: inout [UInt8]) async throws {
    do {
      try await fetch()
    } catch {
      response = nil
      throw error
    }
    let taken = chunk.prefix(count)
    bytes += taken
    chunk = chunk.dropFirst(taken.count)
    position += UInt64(taken.count)
  }

  private func fetch() async throws {
    guard chunk.isEmpty else { return }
    let open = if let response { response } else { try await object.response(from: position) }
    response = open
    guard let next = try await open.next() else {
      throw HTTPError(.broken, "\(object.name): the response body ended early")
    }
    chunk = next[...]
  }
}
