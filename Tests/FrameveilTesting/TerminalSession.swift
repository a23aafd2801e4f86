import Glibc

/// A program with a terminal as standard error and an input that stays open, so that it does not exit by itself: for
/// tests that interrupt it at a known point.
public final class TerminalSession {
  private let child: Child
  private let terminal: Int32
  private let input: Pipe
  /// The output so far.
  public private(set) var text = ""

  /// After this time in milliseconds, a program counts as hanging.
  private static let timeout: Int32 = 1_200_000

  /// Linux's TIOCSPTLCK and TIOCGPTN, which, like posix_openpt, Swift's Glibc module does not export.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// Starts a program whose input is the first `count` bytes of a file and then stays open.
  public init(
    _ words: [String], reading path: String = "/dev/null", count: Int = 0, environment: [String: String] = [:]
  ) throws {
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    guard terminal >= 0, ioctl(terminal, Self.setLock, &lock) == 0,
      ioctl(terminal, Self.getNumber, &number) == 0
    else { throw TestingError("cannot create a pseudo-terminal") }
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(slave) }
    input = try Pipe()
    child = try Program(words, environment: environment).spawn(reading: input.readingEnd, slave, slave)
    child.feeder = try Program(["head", "-c", "\(count)", path]).spawn(reading: 0, input.writingEnd, slave)
    input.closeReadingEnd()
  }

  deinit { close(terminal) }

  public func send(_ signal: Int32) { child.send(signal) }

  /// Waits until the program has printed a text; false if it exits before.
  public func waits(for words: String) -> Bool {
    while !text.contains(words) {
      guard readMore() else { return false }
    }
    return true
  }

  /// Waits for the exit. Returns the exit code; 137 if the program hangs and is killed.
  public func end() -> Int32 {
    while readMore() {}
    return child.wait()
  }

  /// Returns false when all programs have closed the terminal. Kills a program that hangs.
  private func readMore() -> Bool {
    var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    if poll(&ready, 1, Self.timeout) == 0 {
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
