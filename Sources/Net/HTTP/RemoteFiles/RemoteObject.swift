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
