import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil review` while it runs, and requests to it.
struct ReviewServer {
  private let server: Server

  /// Returns when the video is prepared.
  ///
  /// - Parameter words: the arguments of `frameveil review`.
  init(_ words: [String]) throws {
    server = try Server([Frameveil.path, "review"] + words + ["--no-open"])
    while try ask("api/edits").status == 503 {}
  }

  var url: String { server.url }

  /// Ends it; returns its exit code.
  func end() -> Int32 { server.end() }

  struct Answer {
    var status: Int
    var body: JSON
  }

  /// - Parameters:
  ///   - root: what stands before the path instead of the page's address.
  ///   - body: the body of the request.
  ///   - headers: lines such as `Origin: null`.
  func ask(
    _ path: String, _ method: String = "GET", root: String? = nil, _ body: String? = nil,
    _ headers: [String] = []
  ) throws -> Answer {
    let sent = body.map { ["--data-binary", $0] } ?? []
    let output = try Program(
      ["curl", "-sS", "--path-as-is", "-X", method, "-w", "\n%{http_code}", (root ?? url) + path]
        + sent + headers.flatMap { ["-H", $0] }
    ).runTool()
    let parts = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    let status = try #require(parts.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) })
    let text = Data(parts.dropLast().joined(separator: [UInt8(ascii: "\n")]))
    return Answer(status: status, body: (try? JSONDecoder().decode(JSON.self, from: text)) ?? .null)
  }
}
