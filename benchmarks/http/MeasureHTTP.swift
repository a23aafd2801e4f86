import Glibc
import HTTP

/// Reads a URL to its end, or sends so many MiB to it, and says how fast that went:
/// `measure-http URL [MIB]`.
@main enum MeasureHTTP {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else { return print("usage: measure-http URL [MIB]") }
    let client = try HTTPClient(HTTPOptions(userAgent: "measure-http"))
    let clock = ContinuousClock()
    let start = clock.now
    let (bytes, pieces) =
      arguments.count > 2
      ? try await send(Int(arguments[2]) ?? 0, to: arguments[1], client)
      : try await read(arguments[1], client)
    let seconds = (clock.now - start) / .seconds(1)
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("\(seconds) s, \(bytes) bytes, \(pieces) pieces, \(usage.ru_maxrss >> 10) MiB of memory at most")
  }

  private static func read(_ url: String, _ client: HTTPClient) async throws -> (bytes: Int, pieces: Int) {
    let response = try await client.open(HTTPRequest("GET", url))
    var (bytes, pieces) = (0, 0)
    while let piece = try await response.next() {
      bytes += piece.count
      pieces += 1
    }
    return (bytes, pieces)
  }

  private static func send(_ count: Int, to url: String, _ client: HTTPClient) async throws -> (
    bytes: Int, pieces: Int
  ) {
    let body = [UInt8](repeating: 7, count: count << 20)
    _ = try await client.perform(HTTPRequest("PUT", url, body: body))
    return (body.count, 1)
  }
}
