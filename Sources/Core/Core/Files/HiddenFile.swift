import CSystem
import Glibc

/// A temporary file next to the output, with a unique hidden name, locked (`flock`) while its process runs.
///
/// Process ids are not unique (each container counts from 1), so the name is random, and only an unlocked file counts
/// as the remains of a killed process.
struct HiddenFile {
  let path: String
  let descriptor: Int32

  /// Creates an empty file; nil, with `errno` set, if that fails.
  init?(in folder: String) {
    for _ in 0..<Self.attempts {
      let path = Self.randomPath(in: folder)
      let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        return nil
      }
      // Another process may have removed it as stale before it was locked.
      if Self.lock(descriptor) != .taken, Self.isNamed(descriptor) {
        (self.path, self.descriptor) = (path, descriptor)
        return
      }
      unlink(path)
      close(descriptor)
    }
    return nil
  }

  /// Links it under a name that does not exist yet. Returns -1 and sets `errno` on failure, as `link` does.
  func linkWithoutReplacing(_ name: String) -> Int32 {
    if link(path, name) == 0 { return 0 }
    // Some file systems do not support hard links.
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { return -1 }
    return fv_rename_new(path, name)
  }

  func remove() { unlink(path) }

  /// Removes the files that killed processes left in a folder.
  static func removeStale(_ folder: String) {
    for name in FolderListing.names(in: folder) ?? [] where isOurs(name) {
      removeUnlessLocked("\(folder)/\(name)")
    }
  }

  /// A path with a random name.
  static func randomPath(in folder: String) -> String {
    let number = String(UInt64.random(in: 0...(.max)), radix: 16)
    return "\(folder)/\(prefix)\(String(repeating: "0", count: digits - number.count))\(number)\(suffix)"
  }

  private static let (prefix, suffix, digits) = (".frameveil-", ".partial", 16)
  private static let attempts = 100

  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
      && name.utf8.count == prefix.utf8.count + digits + suffix.utf8.count
  }

  private static func removeUnlessLocked(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      lock(descriptor) == .got
    else { return }
    unlink(path)
  }

  private enum Lock { case got, taken, unknown }

  /// Without support for locks (`unknown`), no file is ever removed as stale.
  private static func lock(_ descriptor: Int32) -> Lock {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .got }
    return errno == EWOULDBLOCK ? .taken : .unknown
  }

  private static func isNamed(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }
}
