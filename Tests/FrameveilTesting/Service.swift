import Glibc

/// A program of the tests that answers on a port of this machine, from the line `ready URL` on until its input ends.
/// That is when this is let go, or when the tests end, however they do: it never outlives them.
final class Service {
  /// Where it answers.
  private(set) var url = ""
  private let child: Child
  private let input: Pipe
  private let output: Pipe
  private var unread: [UInt8] = []

  /// Starts a script of Tests/Stack by the judges' Python.
  init(
    _ script: String, _ arguments: [String] = [], python: String = Judges.program("python")
  ) throws {
    (input, output) = (try Pipe(), try Pipe())
    let errors = try ScratchFile()
    let words = [python, "\(Frameveil.repository)/Tests/Stack/\(script)"] + arguments
    child = try Program(words).spawn(
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

  /// Writes a line and reads the one that answers it.
  func ask(_ question: String) throws -> String {
    try Blocking.check()
    var bytes = Array((question + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(input.writingEnd, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw TestingError("a judge ended early") }
      bytes = bytes.dropFirst(max(0, count))
    }
    guard let answer = readLine() else { throw TestingError("no judge answers to: \(question)") }
    return answer
  }

  /// The next line of what the program says; nil when it has ended.
  private func readLine() -> String? {
    var searched = 0
    while true {
      // A line can have millions of bytes; each is looked at once.
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

/// What scripts/install-judges installs.
public enum Judges {
  /// The path of one of its programs: `python`, `aws`.
  public static func program(_ name: String) -> String {
    "\(Frameveil.repository)/.build/judges/bin/\(name)"
  }
}
