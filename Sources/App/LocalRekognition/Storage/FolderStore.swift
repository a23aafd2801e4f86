public import AWS
public import Core
import Glibc
import Media

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
