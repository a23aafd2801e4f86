/// One answer that is read onward. When it breaks, the next taking goes on at the byte where it broke.
final class RangeStream {
  /// The next byte.
  private(set) var position: UInt64
  private let object: RemoteObject
  private var response: HTTPResponse?
  private var piece: ArraySlice<UInt8> = []

  /// Begins at an offset; an answer that begins there may be at hand.
  init(_ object: RemoteObject, from offset: UInt64, _ response: HTTPResponse? = nil) {
    (self.object, position, self.response) = (object, offset, response)
  }

  /// Whether the next taking makes a request.
  var isClosed: Bool { response == nil && piece.isEmpty }

  /// Appends at most `count` bytes, at least one.
  func take(_ count: Int, into bytes: inout [UInt8]) async throws {
    do {
      try await fetch()
    } catch {
      response = nil
      throw error
    }
    let taken = piece.prefix(count)
    bytes += taken
    piece = piece.dropFirst(taken.count)
    position += UInt64(taken.count)
  }

  private func fetch() async throws {
    guard piece.isEmpty else { return }
    let open = if let response { response } else { try await object.response(from: position) }
    response = open
    guard let next = try await open.next() else {
      throw HTTPError(.broken, "\(object.name): an answer ends early")
    }
    piece = next[...]
  }
}
