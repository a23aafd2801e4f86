import Glibc

/// A helper process of the tests. It prints `ready URL` once it serves, and exits when its standard input is closed:
/// when this object is released or the test process ends.
final class Service {
  private(set) var url = ""
  private let child: Child
  private let input: Pipe
  private let output: Pipe
  private var unread: [UInt8] = []

  /// Starts a script of Tests/Stack, by default with the Python of the judges.
  init(
    _ script: String, _ arguments: [String] = [], python: String = Judges.program("python"),
    environment: [String: String] = [:]
  ) throws {
    (input, output) = (try Pipe(), try Pipe())
    let errors = try ScratchFile()
    let words = [python, "\(Frameveil.repository)/Tests/Stack/\(script)"] + arguments
    child = try Program(words, environment: environment).spawn(
      reading: input.readingEnd, output.writingEnd, errors.descriptor)
    input.closeReadingEnd()
    output.closeWritingEnd()
    guard let line = readLine(), line.hasPrefix("ready") else {
      _ = child.wait()
      throw TestingError("\(script) did not start: \(String(decoding: errors.bytes(), as: UTF8.self))")
    }
    url = String(line.dropFirst("ready ".count))
  }

  deinit {
    input.closeWritingEnd()
    _ = child.wait()
  }

  /// Writes a line to its standard input and reads a line from its standard output.
  func ask(_ command: String) throws -> String {
    try Blocking.check()
    var bytes = Array((command + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(input.writingEnd, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw TestingError("a helper process exited early") }
      bytes = bytes.dropFirst(max(0, count))
    }
    guard let response = readLine() else {
      throw TestingError("a helper process did not respond to: \(command)")
    }
    return response
  }

  /// The next line of its output; nil at the end.
  private func readLine() -> String? {
    var searched = 0
    while true {
      // A line can have millions of bytes: each is searched once.
      if let end = unread[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeFirst(end + 1) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      searched = unread.count
      var bytes = [UInt8](repeating: 0, count: 65536)
      let count = read(output.readingEnd, &bytes, bytes.count)
      if count > 0 { unread += bytes.prefix(count) }
      guard count > 0 || (count < 0 && errno == EINTR) else { return nil }
    }
  }
}

/// The independent tools installed by scripts/install-judges.
public enum Judges {
  /// The path of a program: `python`, `aws`.
  public static func program(_ name: String) -> String {
    "\(Frameveil.repository)/.build/judges/bin/\(name)"
  }
}
