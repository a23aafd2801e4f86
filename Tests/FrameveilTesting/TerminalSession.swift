import Glibc

/// A program whose standard error is a terminal and whose input stays open, so that it cannot end by itself:
/// for tests that interrupt it at a point they can see.
public final class TerminalSession {
  private let child: Child
  private let terminal: Int32
  private let input: Pipe
  /// All that the program has said so far.
  public private(set) var text = ""

  /// Hangs are failures, found after this long; it decides nothing else.
  private static let retry: Int32 = 1_200_000

  /// Linux's TIOCSPTLCK and TIOCGPTN, which Swift's Glibc module does not show, as posix_openpt.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// Starts a program that reads the first `count` bytes of a file and then waits for more.
  public init(
    _ words: [String], reading path: String = "/dev/null", count: Int = 0, environment: [String: String] = [:]
  ) throws {
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    guard terminal >= 0, ioctl(terminal, Self.setLock, &lock) == 0,
      ioctl(terminal, Self.getNumber, &number) == 0
    else { throw TestingError("no terminal can be made") }
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(slave) }
    input = try Pipe()
    child = try Program(words, environment: environment).spawn(reading: input.readingEnd, slave, slave)
    child.feeder = try Program(["head", "-c", "\(count)", path]).spawn(reading: 0, input.writingEnd, slave)
    input.closeReadingEnd()
  }

  deinit { close(terminal) }

  /// Sends a signal.
  public func send(_ signal: Int32) { child.send(signal) }

  /// Reads until the program has said something; false when it ends without.
  public func waits(for words: String) -> Bool {
    while !text.contains(words) {
      guard readMore() else { return false }
    }
    return true
  }

  /// Waits for the end; the exit code. One that does not come is 137.
  public func end() -> Int32 {
    while readMore() {}
    return child.wait()
  }

  /// False when all programs have closed the terminal; those that hang are killed.
  private func readMore() -> Bool {
    var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    if poll(&ready, 1, Self.retry) == 0 {
      child.send(SIGKILL)
      return false
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(terminal, &bytes, bytes.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    text += String(decoding: bytes.prefix(count), as: UTF8.self)
    return true
  }
}
