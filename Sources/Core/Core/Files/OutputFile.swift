import Glibc

/// A local output file that is published atomically.
///
/// Output goes to an unnamed temporary file (`O_TMPFILE`) in the target's folder and is linked into place on success,
/// so a run that fails or is killed leaves nothing behind. On file systems without `O_TMPFILE` it goes to a hidden file
/// next to the target (`HiddenFile`), which is removed on failure.
public final class OutputFile: ResultSink {
  /// The output path.
  public let name: String
  public let rewritableRange = RewritableRange.anywhere

  /// Linux's O_TMPFILE, which Swift's Glibc module does not export.
  private static let unnamed = 0o20_000_000 | O_DIRECTORY

  private let descriptor: Int32
  private let replaces: Bool
  /// Used if the file system does not support `O_TMPFILE`.
  private let hidden: HiddenFile?

  /// Opens a temporary file for an output. Its permissions do not exceed those of the input.
  ///
  /// - Parameters:
  ///   - replacing: whether an existing file may be replaced.
  ///   - input: the path of the input, if it is a file.
  /// - Throws: `UserError` (`cannotCreate`) if the path exists and `replacing` is false, if it is the input itself or
  ///   not a regular file, or if no file can be created in the folder.
  public init(path: String, replacing: Bool, input: String?) throws {
    name = path
    replaces = replacing
    try Self.refuse(path, replacing: replacing, input: input)
    let folder = Self.folder(of: path)
    let unnamed = Glibc.open(folder, Self.unnamed | O_RDWR | O_CLOEXEC, 0o666)
    if unnamed >= 0 {
      (descriptor, hidden) = (unnamed, nil)
      // A process killed while it replaced an output (`publish`) leaves a hidden file.
      if replacing { HiddenFile.removeStale(folder) }
    } else {
      guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else {
        throw Self.cannotCreate(path, folder, errno: errno)
      }
      HiddenFile.removeStale(folder)
      guard let created = HiddenFile(in: folder) else { throw Self.cannotCreate(path, folder, errno: errno) }
      (descriptor, hidden) = (created.descriptor, created)
    }
    if let input { FileRights.narrow(descriptor, to: input) }
  }

  deinit {
    // Removed before close releases the lock.
    hidden?.remove()
    Glibc.close(descriptor)
  }

  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    var position = off_t(offset)
    try writeAll(bytes, name: name) { rest in
      let count = pwrite(descriptor, rest.baseAddress, rest.count, position)
      position += off_t(max(0, count))
      return count
    }
  }

  /// The current length in bytes.
  public var count: UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_size) : 0
  }

  /// A path under `/proc/self/fd`, for reading by this process before the file has a name.
  public var readablePath: String? { openPath }
  var openPath: String { "/proc/self/fd/\(descriptor)" }

  /// Flushes the file and links it into place. Blocks in `fsync`: it is called at the end of a run, when no other task
  /// needs the thread.
  public func publish() throws {
    guard fsync(descriptor) == 0 else { throw UserError.writing(name, errno: errno) }
    if let hidden {
      let status = replaces ? rename(hidden.path, name) : hidden.linkWithoutReplacing(name)
      if status != 0 { throw Self.cannotCreate(name, Self.folder(of: name), errno: errno) }
      return hidden.remove()
    }
    if linkat(AT_FDCWD, openPath, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return }
    guard replaces, errno == EEXIST else {
      throw Self.cannotCreate(name, Self.folder(of: name), errno: errno)
    }
    // linkat does not replace an existing file; rename does, atomically.
    let temporary = HiddenFile.randomPath(in: Self.folder(of: name))
    flock(descriptor, LOCK_EX | LOCK_NB)
    guard linkat(AT_FDCWD, openPath, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0,
      rename(temporary, name) == 0
    else {
      let code = errno
      unlink(temporary)
      throw Self.cannotCreate(name, Self.folder(of: name), errno: code)
    }
  }

  /// Removes the hidden file, if there is one; an unnamed file is deleted when it is closed.
  public func abandon() { hidden?.remove() }

  private static func refuse(_ path: String, replacing: Bool, input: String?) throws {
    var target = stat()
    // A dangling symbolic link also occupies the name.
    guard stat(path, &target) == 0 || lstat(path, &target) == 0 else { return }
    if target.st_mode & S_IFMT == S_IFLNK { target.st_mode = S_IFREG }
    if target.st_mode & S_IFMT == S_IFDIR {
      throw UserError(.cannotCreate, path, "is a folder", remedy: "give the path of a file in it")
    }
    var source = stat()
    if let input, stat(input, &source) == 0, source.st_dev == target.st_dev,
      source.st_ino == target.st_ino
    {
      throw UserError(
        .cannotCreate, path, "is the input itself, which is never overwritten", remedy: "name another output")
    }
    guard target.st_mode & S_IFMT == S_IFREG else {
      throw UserError(
        .cannotCreate, path, "is not a regular file",
        remedy: "give the path of a file, or write to standard output with -o -")
    }
    guard replacing else {
      throw UserError(
        .cannotCreate, path, "exists already", remedy: "name another output, or pass --force to replace it")
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func cannotCreate(_ path: String, _ folder: String, errno code: Int32) -> UserError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT:
      return UserError(.cannotCreate, path, "there is no folder \(folder)", remedy: "create it first")
    case EEXIST:
      return UserError(
        .cannotCreate, path, "was created by another process during the run",
        remedy: "pass --force to replace it")
    default: return UserError(.cannotCreate, path, "cannot be created in \(folder)", detail: reason)
    }
  }
}

/// The permissions of an output file.
enum FileRights {
  /// Removes from group and others the permissions that they do not have for the input. Never adds permissions, so the
  /// umask holds.
  static func narrow(_ descriptor: Int32, to input: String) {
    var (source, result) = (stat(), stat())
    guard stat(input, &source) == 0, source.st_mode & S_IFMT == S_IFREG, fstat(descriptor, &result) == 0
    else {
      return
    }
    var rights = source.st_mode & 0o777
    // If the output belongs to another group, that group gets at most the permissions of others.
    if source.st_gid != result.st_gid { rights &= ~0o070 | (rights & 0o007) << 3 }
    fchmod(descriptor, result.st_mode & (rights | 0o600) & 0o666)
  }
}
