public import Glibc
import Synchronization

/// Held while descriptors are made and marked, and while a program starts, so that none inherits another's.
let inheritance = Mutex(())

/// A started program. It is waited for once.
public final class Child {
  /// Its process.
  public let process: pid_t
  /// The program that fills its input.
  var feeder: Child?

  init(_ process: pid_t) {
    self.process = process
  }

  /// Sends a signal.
  public func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for the end; the exit code as a shell gives it.
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

/// A pipe whose ends no other program inherits.
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
    guard status == 0 else { throw TestingError("no pipe can be made") }
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

  /// Fills a buffer; false when the other side ends before it is full.
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

/// A file without a name, which takes what a program says however much it is.
final class ScratchFile {
  let descriptor: Int32
  /// Linux's O_TMPFILE, which Swift's Glibc module does not show.
  private static let unnamed = 0o20_000_000 | O_DIRECTORY

  init() throws {
    descriptor = open("/tmp", Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw TestingError("no temporary file can be made") }
  }

  deinit { close(descriptor) }

  func bytes() -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, size, 0))
    }
  }
}
