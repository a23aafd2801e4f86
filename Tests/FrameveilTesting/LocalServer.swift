import Glibc

/// A server process for tests. It prints its ports in one line once it listens, and exits when its standard input is
/// closed, so that it never outlives the tests.
public final class LocalServer: Sendable {
  /// The ports in the order printed.
  public let ports: [Int]
  private let process: pid_t
  private nonisolated(unsafe) let input: Pipe

  /// Starts a program and waits for the line.
  public init(_ words: [String]) throws {
    input = try Pipe()
    let output = try Pipe()
    let child = try Program(words).spawn(reading: input.readingEnd, output.writingEnd, STDERR_FILENO)
    process = child.process
    input.closeReadingEnd()
    output.closeWritingEnd()
    let line = output.line()
    ports = line.split(separator: " ").compactMap { Int($0) }
    guard !ports.isEmpty else {
      throw TestingError("\(words.joined(separator: " ")) printed '\(line)' instead of its ports")
    }
  }

  deinit {
    input.closeWritingEnd()
    _ = Child(process).wait()
  }
}

extension Pipe {
  /// Reads a line.
  fileprivate func line() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while withUnsafeMutableBytes(of: &byte, fill), byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
