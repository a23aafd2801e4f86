public import AWS
public import Core
import Glibc
import Media

/// Files as objects: `FOLDER/bucket/key`. Nothing outside the folder can be reached: `..` and links are refused.
public struct FolderStore: VideoStore {
  private let folder: String

  /// Takes a folder, which must be there.
  ///
  /// - Throws: `UserError` where it is not, or may not be looked into.
  public init(_ folder: String) throws {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UserError.opening(folder, errno: errno) }
    close(descriptor)
    self.folder = folder
  }

  /// Opens a file.
  public func open(_ object: ObjectReference) async throws -> any ByteRanges {
    guard object.version == nil else { throw VideoStoreError(.notFound, "a folder keeps no versions") }
    return try await FileRanges(name: object.description) { try descriptor(of: object) }
  }

  /// Goes down from the folder step by step, so that no step can lead elsewhere.
  private func descriptor(of object: ObjectReference) throws -> Int32 {
    // Bytes, since a slash and an accent that follows it are one character.
    let parts = object.key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var steps = [object.bucket] + parts.map { String(decoding: $0, as: UTF8.self) }
    guard steps.allSatisfy({ !["", ".", ".."].contains($0) && !$0.utf8.contains(0) }) else {
      throw VideoStoreError(.notFound, "a folder cannot hold such a key")
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
    // Without waiting: opening a pipe that nobody writes to would never return.
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
    case ENOENT: VideoStoreError(.notFound, "there is no such file")
    case ENOTDIR, ELOOP: VideoStoreError(.notFound, "links are not followed, and there is no such folder")
    case ENAMETOOLONG: VideoStoreError(.notFound, "the name is too long for a file")
    default: VideoStoreError(.unavailable, reason)
    }
  }
}
