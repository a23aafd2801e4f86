public import Glibc

/// A server process that prints its URL in its first line and runs until it receives a signal.
public final class Server {
  private let child: Child
  private let output: Pipe
  private let errors: ScratchFile
  private var hasEnded = false
  /// The first line.
  public let url: String

  /// After this time in milliseconds, a program counts as hanging.
  private static let timeout: Int32 = 1_200_000

  /// Starts a program and waits for its first line.
  public init(_ words: [String], environment: [String: String] = [:]) throws {
    errors = try ScratchFile()
    output = try Pipe()
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    child = try Program(words, environment: environment).spawn(
      reading: null, output.writingEnd, errors.descriptor)
    output.closeWritingEnd()
    guard let line = Self.line(from: output) else {
      child.send(SIGKILL)
      let code = child.wait()
      throw TestingError("the server exited with \(code): \(String(decoding: errors.bytes(), as: UTF8.self))")
    }
    url = line
  }

  deinit {
    guard !hasEnded else { return }
    child.send(SIGKILL)
    _ = child.wait()
  }

  /// Standard error so far.
  public var text: String { String(decoding: errors.bytes(), as: UTF8.self) }

  /// The peak resident memory so far (VmHWM), in bytes.
  public func peakMemory() throws -> Int {
    let text = String(decoding: try bytes(of: "/proc/\(child.process)/status"), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else {
      throw TestingError("/proc/\(child.process)/status has no VmHWM")
    }
    return kilobytes << 10
  }

  /// Sends a signal and waits for the exit. Returns the exit code.
  public func end(_ signal: Int32 = SIGTERM) -> Int32 {
    hasEnded = true
    child.send(signal)
    return child.wait()
  }

  private static func line(from pipe: Pipe) -> String? {
    var bytes: [UInt8] = []
    while true {
      var ready = pollfd(fd: pipe.readingEnd, events: Int16(POLLIN), revents: 0)
      var byte: UInt8 = 0
      guard poll(&ready, 1, timeout) > 0, read(pipe.readingEnd, &byte, 1) == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
  }
}
