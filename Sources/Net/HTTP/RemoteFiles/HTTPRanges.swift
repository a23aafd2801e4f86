public import Core

/// Files behind `http://` and `https://`.
public enum HTTPRanges {
  /// What a server that gives no parts may make this program hold in memory.
  static let heldBytes = 32 << 20

  /// Opens a file. The first request already asks for a part, and not by HEAD: many presigned URLs allow GET alone.
  ///
  /// - Throws: `UserError`: `noInput` where there is none, `noPermission` where it may not be read, `invalidInput`
  ///   for an empty one, `inputOutput` where the server gives no parts of a large one or does not answer;
  ///   `CancellationError`.
  public static func open(
    _ url: String, by transport: any HTTPTransport, limits: HTTPLimits = HTTPLimits(),
    retries: RetryPolicy = .standard
  ) async throws -> any ByteRanges {
    // Neither a password nor a signature belongs into a message.
    let name = HTTPAddress(url)?.description ?? "the address"
    do {
      let response = try await first(url, by: transport, limits, retries)
      if response.status == 200 { return try await hold(response, name) }
      return try reader(of: response, name, url, transport, limits, retries)
    } catch {
      throw UserError.reading(name, error)
    }
  }

  private static func request(
    _ url: String, from offset: UInt64, _ headers: HTTPHeaders, _ limits: HTTPLimits
  ) -> HTTPRequest {
    var headers = headers
    headers.add("Range", "bytes=\(offset)-")
    return HTTPRequest("GET", url, headers: headers, limits: limits)
  }

  private static func first(
    _ url: String, by transport: any HTTPTransport, _ limits: HTTPLimits, _ retries: RetryPolicy
  ) async throws -> HTTPResponse {
    var failures = 0
    while true {
      do {
        let response = try await transport.open(request(url, from: 0, [:], limits))
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
    _ limits: HTTPLimits,
    _ retries: RetryPolicy
  ) throws -> RangeReader {
    guard response.status == 206 else { throw UserError(.invalidInput, name, "is empty") }
    guard let range = ContentRange(response.headers), range.first == 0 else {
      throw UserError(.inputOutput, name, "the server gives other bytes than it was asked for")
    }
    let validators = Validators(response.headers)
    let object = RemoteObject(name: name, size: range.size, validators: validators) { offset in
      try await transport.open(request(url, from: offset, validators.condition, limits))
    }
    return RangeReader(object, retries: retries, first: response)
  }

  /// All bytes of a file of which the server gives no parts.
  private static func hold(_ response: HTTPResponse, _ name: String) async throws -> HeldBytes {
    do {
      let bytes = try await response.rest(atMost: heldBytes)
      guard !bytes.isEmpty else { throw UserError(.invalidInput, name, "is empty") }
      return HeldBytes(name: name, bytes: bytes)
    } catch let error as HTTPError where error.code == .tooLarge {
      throw UserError(
        .inputOutput, name, "the server gives no parts of a file, and this one is too large to hold",
        remedy: "download it first, or pipe it: curl … | frameveil blur - …")
    }
  }
}
