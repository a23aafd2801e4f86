public import Core

/// Opens files at `http://` and `https://` URLs for random access.
public enum HTTPFile {
  /// The largest file that is buffered in memory if the server does not support range requests.
  static let inMemoryLimit = 32 << 20

  /// Opens a file. The first request is a range GET rather than a HEAD, since many presigned URLs allow only GET. Its
  /// response is the first stream to read from.
  ///
  /// - Throws: `UserError`: `noInput` if there is no such file, `noPermission`, `invalidInput` if it is empty,
  ///   `inputOutput` if the server does not respond, or does not support range requests for a large file;
  ///   `CancellationError`.
  public static func open(
    _ url: String, by transport: any HTTPTransport, timeouts: HTTPTimeouts = HTTPTimeouts(),
    retries: RetryPolicy = .standard
  ) async throws -> any ByteRanges {
    // Messages must not contain a password or a signature.
    let name = HTTPAddress(url)?.description ?? "the URL"
    do {
      let response = try await first(url, by: transport, timeouts, retries)
      if response.status == 200 { return try await hold(response, name) }
      return try reader(of: response, name, url, transport, timeouts, retries)
    } catch {
      throw UserError.reading(name, error)
    }
  }

  private static func request(
    _ url: String, from offset: UInt64, _ headers: HTTPHeaders, _ timeouts: HTTPTimeouts
  ) -> HTTPRequest {
    var headers = headers
    headers.add("Range", "bytes=\(offset)-")
    return HTTPRequest("GET", url, headers: headers, timeouts: timeouts)
  }

  private static func first(
    _ url: String, by transport: any HTTPTransport, _ timeouts: HTTPTimeouts, _ retries: RetryPolicy
  ) async throws -> HTTPResponse {
    var failures = 0
    while true {
      do {
        let response = try await transport.open(request(url, from: 0, [:], timeouts))
        guard [200, 206, 416].contains(response.status) else { throw UnexpectedStatus(response) }
        return response
      } catch {
        failures += 1
        try await retries.pause(after: failures, error)
      }
    }
  }

  private static func reader(
    of response: HTTPResponse, _ name: String, _ url: String, _ transport: any HTTPTransport,
    _ timeouts: HTTPTimeouts,
    _ retries: RetryPolicy
  ) throws -> RangeReader {
    guard response.status == 206 else { throw UserError(.invalidInput, name, "is empty") }
    guard let range = ContentRange(response.headers), range.first == 0 else {
      throw UserError(.inputOutput, name, "the server returned a different byte range than requested")
    }
    let validators = Validators(response.headers)
    let object = RemoteObject(name: name, size: range.size, validators: validators) { offset in
      try await transport.open(request(url, from: offset, validators.condition, timeouts))
    }
    return RangeReader(object, retries: retries, first: response)
  }

  /// Reads a whole file into memory, if the server does not support range requests.
  private static func hold(_ response: HTTPResponse, _ name: String) async throws -> MemoryBytes {
    do {
      let bytes = try await response.collect(upTo: inMemoryLimit)
      guard !bytes.isEmpty else { throw UserError(.invalidInput, name, "is empty") }
      return MemoryBytes(bytes, name: name)
    } catch let error as HTTPError where error.code == .tooLarge {
      throw UserError(
        .inputOutput, name,
        "the server does not support range requests, and the file is too large to hold in memory",
        remedy: "download it first, or pipe it: curl … | frameveil blur - …")
    }
  }
}
