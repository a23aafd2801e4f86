import AWS
import Core
import FoundationEssentials
import Glibc
import Media

/// The destination of several outputs: a local folder or a key prefix in a bucket.
enum BatchFolder {
  case local(String)
  /// The key is the prefix: empty, or ending in a slash.
  case prefix(ObjectReference)

  init(_ text: String) throws(UsageError) {
    guard text.hasPrefix(ObjectReference.scheme) else {
      self = .local(text.hasSuffix("/") && text != "/" ? String(text.dropLast()) : text)
      return
    }
    do {
      // Unlike a key, a prefix may be empty, and it never names a version.
      var prefix = try ObjectReference(text + "x" + ObjectReference.versionSeparator)
      prefix.key.removeLast()
      self = .prefix(prefix)
    } catch {
      throw UsageError("\(error)")
    }
  }

  var isLocal: Bool { if case .local = self { true } else { false } }

  /// The address of an output in the folder.
  func place(_ name: String) -> Address {
    switch self {
    case .local(let path): .file("\(path)/\(name)")
    case .prefix(let prefix): .object(prefix.beside(name))
    }
  }

  /// The path of a local folder.
  var localPath: String? { if case .local(let path) = self { path } else { nil } }

  /// Creates the local folder, or a subfolder of it, if it does not exist.
  ///
  /// - Parameter subfolder: empty, or ending in a slash.
  func make(_ subfolder: String = "") throws {
    guard case .local(let root) = self else { return }
    let path = subfolder.isEmpty ? root : "\(root)/\(subfolder.dropLast())"
    var missing: [String] = []
    var parent = path[...]
    while !parent.isEmpty, access(String(parent), F_OK) != 0 {
      missing.append(String(parent))
      parent = parent.prefix(upTo: parent.lastIndex(of: "/") ?? parent.startIndex)
    }
    for folder in missing.reversed() where mkdir(folder, 0o777) != 0 && errno != EEXIST {
      throw UserError(
        .cannotCreate, path, "the folder cannot be created", detail: String(cString: strerror(errno)))
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw UserError(.cannotCreate, path, "is not a folder", remedy: "choose another output folder")
    }
  }
}
