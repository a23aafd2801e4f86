import Glibc

/// A local result that appears under its name complete, in one atomic step, or not at all.
///
/// It is written to an unnamed file in the target's folder (`O_TMPFILE`) and gets its name when it is whole,
/// so a run that fails or is killed leaves nothing behind. File systems without unnamed files get a hidden
/// one beside the target (`HiddenFile`), removed on failure.
public final class OutputFile: ResultSink {
  /// The path under which the result will appear.
  public let name: String
  /// A file takes bytes at any offset.
  public let rewriting = Rewriting.anywhere

  /// Linux's O_TMPFILE, which Swift's Glibc module does not show.
  private static let unnamed = 0o20_000_000 | O_DIRECTORY

  private let descriptor: Int32
  private let replaces: Bool
  /// Where unnamed files are not to be had.
  private let hidden: HiddenFile?

  /// Opens a result. Refuses a path that exists unless `replacing`, and one that is the input itself. Nobody may read it
  /// who may not read the input.
  ///
  /// - Parameter input: the path of what the result is made of, where it is a file.
  public init(path: String, replacing: Bool, input: String?) throws {
    name = path
    replaces = replacing
    try Self.refuse(path, replacing: replacing, input: input)
    let folder = Self.folder(of: path)
    let unnamed = Glibc.open(folder, Self.unnamed | O_RDWR | O_CLOEXEC, 0o666)
    if unnamed >= 0 {
      (descriptor, hidden) = (unnamed, nil)
      // A killed run can have left its file at the step from the unnamed file to a name that was taken.
      if replacing { HiddenFile.tidy(folder) }
    } else {
      guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else {
        throw Self.cannotCreate(path, folder, errno: errno)
      }
      HiddenFile.tidy(folder)
      guard let made = HiddenFile(in: folder) else { throw Self.cannotCreate(path, folder, errno: errno) }
      (descriptor, hidden) = (made.descriptor, made)
    }
    if let input { FileRights.narrow(descriptor, to: input) }
  }

  deinit {
    // Gone before it is unlocked.
    hidden?.remove()
    Glibc.close(descriptor)
  }

  /// Writes at any offset.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    var position = off_t(offset)
    try writeAll(bytes, name: name) { rest in
      let count = pwrite(descriptor, rest.baseAddress, rest.count, position)
      position += off_t(max(0, count))
      return count
    }
  }

  /// Bytes written so far.
  public var count: UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_size) : 0
  }

  /// A path under which this process can read it before it has a name.
  /// The open file itself, which has no name yet.
  public var readablePath: String? { openPath }
  var openPath: String { "/proc/self/fd/\(descriptor)" }

  /// Gives the complete result its name.
  public func publish() throws {
    guard fsync(descriptor) == 0 else { throw UserError.writing(name, errno: errno) }
    if let hidden {
      let status = replaces ? rename(hidden.path, name) : hidden.giveNewName(name)
      if status != 0 { throw Self.cannotCreate(name, Self.folder(of: name), errno: errno) }
      return hidden.remove()
    }
    if linkat(AT_FDCWD, openPath, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return }
    guard replaces, errno == EEXIST else {
      throw Self.cannotCreate(name, Self.folder(of: name), errno: errno)
    }
    // A name can be given only where there is none, but a rename replaces in one step.
    let beside = HiddenFile.newPath(in: Self.folder(of: name))
    flock(descriptor, LOCK_EX | LOCK_NB)
    guard linkat(AT_FDCWD, openPath, AT_FDCWD, beside, AT_SYMLINK_FOLLOW) == 0, rename(beside, name) == 0
    else {
      let code = errno
      unlink(beside)
      throw Self.cannotCreate(name, Self.folder(of: name), errno: code)
    }
  }

  /// Removes the hidden file, where there is one; an unnamed one is gone when it is closed.
  public func abandon() { hidden?.remove() }

  private static func refuse(_ path: String, replacing: Bool, input: String?) throws {
    var target = stat()
    // A link to nothing is a name that is taken, too.
    guard stat(path, &target) == 0 || lstat(path, &target) == 0 else { return }
    if target.st_mode & S_IFMT == S_IFLNK { target.st_mode = S_IFREG }
    if target.st_mode & S_IFMT == S_IFDIR {
      throw UserError(.cannotCreate, path, "is a folder", remedy: "name a file in it")
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
        .cannotCreate, path, "is not an ordinary file",
        remedy: "name one, or write to standard output with -o -")
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
      return UserError(.cannotCreate, path, "there is no folder \(folder)", remedy: "make it first")
    case EEXIST:
      return UserError(
        .cannotCreate, path, "appeared while this ran", remedy: "pass --force to replace it")
    default: return UserError(.cannotCreate, path, "cannot be created in \(folder)", detail: reason)
    }
  }
}
