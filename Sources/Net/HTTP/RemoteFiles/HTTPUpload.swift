public import Core
import Synchronization

/// An output that is uploaded to a URL, such as a presigned one, with a single PUT request.
///
/// The request must state its length first, so the output is buffered in memory until it is complete: up to `largest`
/// bytes.
public final class HTTPUpload: ResultSink {
  private let bytes = Mutex<[UInt8]>([])
  private let url: String
  private let type: String
  private let transport: any HTTPTransport
  private let retries: RetryPolicy

  /// The URL without its query, which may contain a signature.
  public let name: String
  public let rewritableRange = RewritableRange.anywhere

  /// The maximum size in bytes.
  public static let largest = 256 << 20

  /// - Parameter type: the `Content-Type` to send.
  public init(_ url: String, type: String, by transport: any HTTPTransport, retries: RetryPolicy = .standard)
  {
    (self.url, self.type, self.transport, self.retries) = (url, type, transport, retries)
    name = HTTPAddress(url)?.description ?? "the URL"
  }

  public func write(_ piece: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    let end = offset + UInt64(piece.count)
    guard end <= UInt64(Self.largest) else {
      throw UserError(
        .cannotCreate, name,
        "the output exceeds \(Self.largest >> 20) MiB, the limit for an upload by HTTP PUT",
        remedy: "write to s3://BUCKET/KEY or to a file")
    }
    bytes.withLock { bytes in
      if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: Int(end) - bytes.count)) }
      bytes.withUnsafeMutableBytes { $0[Int(offset)..<Int(end)].copyBytes(from: piece) }
    }
  }

  /// Sends the PUT request.
  public func publish() async throws {
    let request = HTTPRequest(
      "PUT", url, headers: ["Content-Type": type], body: bytes.withLock { $0 })
    var failures = 0
    try Task.checkCancellation()
    while true {
      do {
        let response = try await transport.open(request)
        guard (200..<300).contains(response.status) else { throw UnexpectedStatus(response) }
        return
      } catch {
        failures += 1
        do {
          try await retries.pause(after: failures, error)
        } catch let error as CancellationError {
          throw LeftoverError(cause: error, leftover: unconfirmed)
        } catch {
          throw UserError.writing(name, error)
        }
      }
    }
  }

  private var unconfirmed: UserError {
    UserError(
      .unavailable, name, "the server did not confirm the upload",
      remedy: "check whether the file is there, or run again")
  }

  /// Drops the buffer.
  public func abandon() { bytes.withLock { $0 = [] } }
}
