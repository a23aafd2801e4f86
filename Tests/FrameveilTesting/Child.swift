public import Glibc
import Synchronization

/// Held while descriptors are created and marked FD_CLOEXEC, and while a program is spawned, so that programs do not
/// inherit the descriptors of others.
let inheritance = Mutex(())

/// A running program. `wait` must be called exactly once.
public final class Child {
  public let process: pid_t
  /// The program that writes to its standard input.
  var feeder: Child?

  init(_ process: pid_t) {
    self.process = process
  }

  public func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for the exit. Returns the exit code as a shell does: 128 + N for signal N.
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    if let feeder {
      feeder.send(SIGKILL)
      _ = feeder.wait()
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

/// A pipe with FD_CLOEXEC on both ends.
final class Pipe {
  private(set) var readingEnd: Int32 = -1
  private(set) var writingEnd: Int32 = -1

  init() throws {
    var ends: [Int32] = [-1, -1]
    let status = inheritance.withLock { _ in
      let status = pipe(&ends)
      for end in ends where status == 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return status
    }
    guard status == 0 else { throw TestingError("cannot create a pipe") }
    (readingEnd, writingEnd) = (ends[0], ends[1])
  }

  deinit {
    closeReadingEnd()
    closeWritingEnd()
  }

  func closeReadingEnd() {
    if readingEnd >= 0 { close(readingEnd) }
    readingEnd = -1
  }

  func closeWritingEnd() {
    if writingEnd >= 0 { close(writingEnd) }
    writingEnd = -1
  }

  /// Fills a buffer; false if the pipe is closed before.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < buffer.count {
      let count = read(readingEnd, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      guard count > 0 || (count < 0 && errno == EINTR) else { return false }
      filled += max(0, count)
    }
    return true
  }
}

/// An unnamed temporary file for the output of a program.
final class ScratchFile {
  let descriptor: Int32
  /// Linux's O_TMPFILE, which Swift's Glibc module does not export.
  private static let unnamed = 0o20_000_000 | O_DIRECTORY

  init() throws {
    descriptor = open("/tmp", Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw TestingError("cannot create a temporary file") }
  }

  deinit { close(descriptor) }

  func bytes() -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, size, 0))
    }
  }
}
