public import AWS
public import Core
import Glibc
import Media

/// A store of videos and images.
public protocol VideoStore: Sendable {

  /// - Throws: `VideoStoreError` if the object cannot be opened; `CancellationError`.
  func open(_ object: ObjectReference) async throws -> any ByteRanges
}

/// The reason why an object cannot be opened.
public struct VideoStoreError: Error, Sendable {
  /// The class of the failure, to switch on.
  public enum Code: Sendable {
    /// There is no such object, or it is not a regular file.
    case notFound
    /// Reading is not permitted.
    case noPermission
    /// The store failed.
    case unavailable
  }

  public var code: Code
  /// The reason, without the name of the object.
  public var reason: String

  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

/// Serves files as objects: `FOLDER/bucket/key`. `..` and symbolic links are rejected, so nothing outside the
/// folder can be reached.
public struct FolderStore: VideoStore {
  private let folder: String

  /// - Throws: `UserError` if the folder does not exist or cannot be opened.
  public init(_ folder: String) throws {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UserError.opening(folder, errno: errno) }
    close(descriptor)
    self.folder = folder
  }

  public func open(_ object: ObjectReference) async throws -> any ByteRanges {
    guard object.version == nil else { throw VideoStoreError(.notFound, "a folder has no object versions") }
    return try await FileRanges(name: object.description) { try descriptor(of: object) }
  }

  /// Resolves the path component by component with `openat` and O_NOFOLLOW, so that no symbolic link is
  /// followed.
  private func descriptor(of object: ObjectReference) throws -> Int32 {
    // Split as bytes: a slash with a combining character after it is one Character.
    let parts = object.key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var steps = [object.bucket] + parts.map { String(decoding: $0, as: UTF8.self) }
    guard steps.allSatisfy({ !["", ".", ".."].contains($0) && !$0.utf8.contains(0) }) else {
      throw VideoStoreError(.notFound, "the key is not a valid path inside the folder")
    }
    let last = steps.removeLast()
    var place = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for step in steps {
      guard place >= 0 else { break }
      let next = openat(place, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let code = errno
      close(place)
      errno = code
      place = next
    }
    guard place >= 0 else { throw Self.failure(errno) }
    // O_NONBLOCK: opening a FIFO without a writer would block forever.
    let file = openat(place, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    let code = errno
    close(place)
    guard file >= 0 else { throw Self.failure(code) }
    return file
  }

  private static func failure(_ code: Int32) -> VideoStoreError {
    let reason = String(cString: strerror(code))
    return switch code {
    case EACCES, EPERM: VideoStoreError(.noPermission, reason)
    case ENOENT: VideoStoreError(.notFound, "no such file")
    case ENOTDIR, ELOOP:
      VideoStoreError(.notFound, "not a directory, or a symbolic link, which is not followed")
    case ENAMETOOLONG: VideoStoreError(.notFound, "file name too long")
    default: VideoStoreError(.unavailable, reason)
    }
  }
}

/// Random access to a file, on a dedicated thread.
actor FileRanges: ByteRanges {
  private let executor = ThreadExecutor(name: "frameveil-file")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let name: String
  nonisolated let size: UInt64
  private let descriptor: Int32
  private let changed: timespec

  /// Takes ownership of the descriptor that `open` returns; it must be a regular file.
  init(name: String, _ open: () throws -> Int32) async throws {
    let descriptor = try open()
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw VideoStoreError(.notFound, "not a regular file")
    }
    self.name = name
    self.descriptor = descriptor
    size = UInt64(max(0, status.st_size))
    changed = status.st_mtim
  }

  deinit { close(descriptor) }

  func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    let wanted = Int(min(UInt64(count), size - min(size, offset)))
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while filled < wanted {
        let step = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled, off_t(offset) + off_t(filled))
        guard step > 0 || (step < 0 && errno == EINTR) else { break }
        filled += max(0, step)
      }
      count = filled
    }
    var status = stat()
    guard filled == wanted, fstat(descriptor, &status) == 0, UInt64(status.st_size) == size,
      status.st_mtim.tv_sec == changed.tv_sec, status.st_mtim.tv_nsec == changed.tv_nsec
    else {
      throw UserError(
        .inputOutput, name, "changed while it was read", remedy: "retry when nothing writes to the file")
    }
    return bytes
  }
}
