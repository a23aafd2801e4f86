public import Core
import Synchronization

/// A result that is put to a URL, such as a presigned one, in one request.
///
/// Such a request says its length first, so the result is held in memory until it is whole: up to `largest` bytes.
public final class HTTPUpload: ResultSink {
  private let bytes = Mutex<[UInt8]>([])
  private let url: String
  private let type: String
  private let transport: any HTTPTransport
  private let retries: RetryPolicy

  /// How messages name it: without what follows its path, which may be a signature.
  public let name: String
  /// What is in memory can be rewritten.
  public let rewriting = Rewriting.anywhere

  /// The most bytes that it takes.
  public static let largest = 256 << 20

  /// Names the place; nothing is sent yet.
  ///
  /// - Parameter type: the media type to send.
  public init(_ url: String, type: String, by transport: any HTTPTransport, retries: RetryPolicy = .standard)
  {
    (self.url, self.type, self.transport, self.retries) = (url, type, transport, retries)
    name = HTTPAddress(url)?.description ?? "the address"
  }

  /// Takes bytes at any offset.
  public func write(_ piece: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    let end = offset + UInt64(piece.count)
    guard end <= UInt64(Self.largest) else {
      throw UserError(
        .cannotCreate, name,
        "the result has more than \(Self.largest >> 20) MiB, and is held in memory until it is sent",
        remedy: "give s3://BUCKET/KEY as output, or a file")
    }
    bytes.withLock { bytes in
      if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: Int(end) - bytes.count)) }
      bytes.withUnsafeMutableBytes { $0[Int(offset)..<Int(end)].copyBytes(from: piece) }
    }
  }

  /// Sends it.
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
          throw LeftoverError(cause: error, leftover: mayBeThere)
        } catch {
          throw UserError.writing(name, error)
        }
      }
    }
  }

  private var mayBeThere: UserError {
    UserError(
      .unavailable, name, "the server did not say whether it took the result",
      remedy: "look whether it is there, or make it again")
  }

  /// Forgets it.
  public func abandon() { bytes.withLock { $0 = [] } }
}
