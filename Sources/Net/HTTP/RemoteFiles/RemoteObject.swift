import Core

/// A remote object that supports range requests, with its validators at the time it was opened.
public struct RemoteObject: Sendable {
  /// The name used in error messages.
  public var name: String
  /// The length in bytes.
  public var size: UInt64
  public var validators: Validators
  /// Requests the bytes from an offset to the end (`Range: bytes=N-`), with the precondition of the validators. The
  /// caller verifies the response.
  public var open: @Sendable (_ offset: UInt64) async throws -> HTTPResponse

  public init(
    name: String, size: UInt64, validators: Validators,
    open: @escaping @Sendable (_ offset: UInt64) async throws -> HTTPResponse
  ) {
    (self.name, self.size, self.validators, self.open) = (name, size, validators, open)
  }

  /// Requests the bytes from an offset on, and verifies the range and the validators of the response.
  ///
  /// - Throws: `UserError` if the object has changed or the range differs, `UnexpectedStatus`, and what `open` throws.
  func response(from offset: UInt64) async throws -> HTTPResponse {
    let response = try await open(offset)
    // 412: the precondition failed; 416: the object is now shorter.
    guard response.status != 412, response.status != 416 else { throw changed }
    guard response.status == 206 else { throw UnexpectedStatus(response) }
    guard let range = ContentRange(response.headers), range.first == offset else {
      throw UserError(.inputOutput, name, "the server returned a different byte range than requested")
    }
    guard range.size == size, Validators(response.headers) == validators else { throw changed }
    return response
  }

  private var changed: UserError {
    UserError(
      .inputOutput, name, "changed while it was read", remedy: "run again when nothing writes to it")
  }
}

/// The validators of an object, which tell its versions apart (RFC 9110, section 8.8).
public struct Validators: Sendable, Equatable {
  /// The `ETag`, with quotation marks, and with the prefix `W/` if it is weak.
  public var etag: String?
  /// The `Last-Modified` field as sent.
  public var lastModified: String?

  public init(_ headers: HTTPHeaders) {
    (etag, lastModified) = (headers["ETag"], headers["Last-Modified"])
  }

  /// The precondition that makes the server respond 412 if the object has changed. `If-Match` uses strong comparison,
  /// so a weak tag would never match.
  public var condition: HTTPHeaders {
    if let etag, !etag.hasPrefix("W/") { return ["If-Match": etag] }
    return lastModified.map { ["If-Unmodified-Since": $0] } ?? [:]
  }
}

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

/// The `Content-Range` field of a partial response: `bytes 0-99/1000` (RFC 9110, section 14.4).
public struct ContentRange: Sendable, Equatable {
  /// The offset of the first byte.
  public var first: UInt64
  /// The offset of the last byte.
  public var last: UInt64
  /// The complete length.
  public var size: UInt64

  /// Nil if the unit is not bytes, the complete length is unknown, or it is 2^48 or more, beyond any store's limit.
  public init?(_ value: String?) {
    guard let value, value.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = value.dropFirst(6).split(omittingEmptySubsequences: false) { "-/".contains($0) }
    let numbers = parts.compactMap { UInt64($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    (first, last, size) = (numbers[0], numbers[1], numbers[2])
    guard first <= last, last < size, size < 1 << 48 else { return nil }
  }

  /// The range of a response; nil also if it contradicts `Content-Length`.
  public init?(_ headers: HTTPHeaders) {
    self.init(headers["Content-Range"])
    if let length = headers["Content-Length"], UInt64(length) != last - first + 1 { return nil }
  }
}
