import Core
import Glibc
import MP4Parsing
import Synchronization

/// Standard input as a demuxer's input: read once, sequentially.
///
/// The first bytes are buffered to determine the layout: an MP4 whose index follows the media data cannot be
/// read from a pipe.
final class PipeInput: DemuxerInput {
  let name = MediaInput.standardInput.name
  let size: UInt64? = nil
  /// The buffered first bytes; emptied once they were read.
  private let held = Mutex<[UInt8]>([])
  /// A self-pipe: `readNext` polls it together with standard input, so that `cancel` wakes it.
  private let cancellation: (reading: Int32, writing: Int32)

  private static let block = 256 << 10

  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw UserError.opening(name, errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    cancellation = (ends[0], ends[1])
  }

  deinit {
    Glibc.close(cancellation.reading)
    Glibc.close(cancellation.writing)
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    let given = held.withLock { held in
      guard offset < held.count else { return 0 }
      let rest = held[Int(offset)...].prefix(target.count)
      rest.withUnsafeBytes { target.copyMemory(from: $0) }
      // A pipe is read sequentially: bytes that were read are not requested again.
      if Int(offset) + rest.count == held.count { held = [] }
      return rest.count
    }
    return given > 0 ? given : try readNext(into: target)
  }

  func cancel() {
    var byte: UInt8 = 0
    _ = write(cancellation.writing, &byte, 1)
  }

  func scan() throws -> MovieScan {
    var prefix: [UInt8] = []
    var isComplete = false
    while true {
      let scan = MovieScan.prefix(prefix, isComplete: isComplete)
      guard case .needsMore(let count) = scan else {
        guard !prefix.isEmpty else {
          throw UserError(.invalidInput, name, "is empty", remedy: "pipe a video into it")
        }
        held.withLock { $0 = prefix }
        return scan
      }
      guard count <= MovieScan.largestIndexInMemory else {
        throw UserError(
          .invalidInput, name,
          "is an MP4 with \(count) bytes before its media data, more than are buffered from a pipe",
          remedy: "give the file's path instead of '-'")
      }
      while prefix.count < count, !isComplete {
        let bytes = try nextBlock()
        isComplete = bytes.isEmpty
        prefix += bytes
      }
    }
  }

  private func nextBlock() throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: Self.block) { buffer, filled in
      filled = try readNext(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  private func readNext(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      var ends = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: cancellation.reading, events: Int16(POLLIN), revents: 0),
      ]
      // Blocks the demuxer's own thread, until there is input or `cancel` writes to the self-pipe.
      guard poll(&ends, 2, -1) > 0 else {
        if errno == EINTR { continue }
        throw UserError.opening(name, errno: errno)
      }
      if ends[1].revents != 0 { throw CancellationError() }
      let count = Glibc.read(STDIN_FILENO, target.baseAddress, target.count)
      if count >= 0 { return count }
      if errno != EINTR, errno != EAGAIN { throw UserError.opening(name, errno: errno) }
    }
  }
}
