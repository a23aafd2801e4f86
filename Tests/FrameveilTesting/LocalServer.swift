import Glibc

/// A server that runs beside the tests. It says its ports in one line once it listens, and ends with its standard
/// input, so that none outlives the tests, however they end.
public final class LocalServer: Sendable {
  /// The ports, in the order in which it said them.
  public let ports: [Int]
  private let process: pid_t
  private nonisolated(unsafe) let input: Pipe

  /// Starts a program and waits for its line.
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
      throw TestingError("\(words.joined(separator: " ")) said '\(line)', no port")
    }
  }

  deinit {
    input.closeWritingEnd()
    _ = Child(process).wait()
  }
}

extension Pipe {
  /// The bytes up to the end of a line.
  fileprivate func line() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while withUnsafeMutableBytes(of: &byte, fill), byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
