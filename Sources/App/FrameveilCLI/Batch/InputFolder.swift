import Core
import Glibc
import StillImages

/// The videos and still images of a folder, by their extensions, and the skipped entries: folders, other files, and symbolic
/// links that lead out of the folder, because anyone who can write to the folder could point them at any file.
struct InputFolder {
  /// A file and the subfolder that it lies in: empty, or ending in a slash.
  struct File {
    var path: String
    var subfolder: String
  }

  /// An entry that is no input, and why.
  struct Skipped {
    var path: String
    var reason: String
  }

  private(set) var found: [File] = []
  private(set) var skipped: [Skipped] = []
  private let root: String

  /// The paths of the files.
  var files: [String] { found.map(\.path) }

  /// The skipped entries as a sentence; nil if there are none.
  var note: String? {
    let names = skipped.map { entry in
      let name = entry.path.dropFirst(root.count + 1)
      return name.isEmpty ? entry.reason : "\(name) (\(entry.reason))"
    }
    return names.isEmpty ? nil : "\(root): skipped: \(Self.list(names))"
  }

  /// - Parameters:
  ///   - isRecursive: whether subfolders are searched, too. Links to folders are not followed.
  ///   - own: folders that the run itself writes to, which are not searched.
  init(_ path: String, isRecursive: Bool = false, own: [String] = []) throws {
    root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try search("", isRecursive, Set(own.compactMap(Self.resolved)))
    guard found.isEmpty else { return }
    throw UserError(
      .noInput, path, "contains no video and no still image",
      remedy: "they have the extensions \(Self.endings.map { "." + $0 }.joined(separator: ", "))"
        + (isRecursive ? "" : "; --recursive searches subfolders, too"),
      detail: note)
  }

  /// Collects the files of a subfolder before those of its own subfolders.
  private mutating func search(_ subfolder: String, _ isRecursive: Bool, _ own: Set<String>) throws {
    let folder = subfolder.isEmpty ? root : "\(root)/\(subfolder.dropLast())"
    guard let names = Self.names(in: folder) else {
      // A folder that cannot be listed may have inputs.
      throw UserError(.noPermission, folder, "the folder cannot be listed")
    }
    if names.others > 0 {
      skipped.append(Skipped(path: "\(folder)/", reason: "\(names.others) with names that are not UTF-8"))
    }
    var folders: [String] = []
    for name in names.texts.sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      switch kind(of: path) {
      case .file: found.append(File(path: path, subfolder: subfolder))
      case .folder where isRecursive && own.contains(Self.resolved(path) ?? ""):
        skipped.append(Skipped(path: path, reason: "the run writes to it"))
      case .folder where isRecursive: folders.append("\(subfolder)\(name)/")
      case .folder: skipped.append(Skipped(path: path, reason: "a folder"))
      case .excluded(let reason): skipped.append(Skipped(path: path, reason: reason))
      }
    }
    for folder in folders { try search(folder, isRecursive, own) }
  }

  private enum Kind {
    case file, folder
    case excluded(String)
  }

  private func kind(of path: String) -> Kind {
    if Self.escapes(path, of: root) { return .excluded("a link out of the folder") }
    var status = stat()
    guard stat(path, &status) == 0 else { return .excluded("a dangling link") }
    if status.st_mode & S_IFMT == S_IFDIR {
      // A link to a folder above would never end.
      return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        ? .excluded("a link to a folder") : .folder
    }
    let ending = BatchPlan.parts(of: path).ending.lowercased()
    return Self.endings.contains(ending) ? .file : .excluded("another extension")
  }

  /// Whether a path resolves, through symbolic links, to a location outside a folder.
  static func escapes(_ path: String, of folder: String) -> Bool {
    guard let place = resolved(path), let root = resolved(folder) else { return false }
    return !place.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private static func list(_ items: [String]) -> String {
    items.prefix(20).joined(separator: ", ") + (items.count > 20 ? " and \(items.count - 20) more" : "")
  }

  /// The names in a folder, and the number of names that are not UTF-8; nil if the folder cannot be opened.
  private static func names(in path: String) -> (texts: [String], others: Int)? {
    guard let all = FolderListing.bytes(in: path) else { return nil }
    let texts = all.compactMap { String(validating: $0, as: UTF8.self) }
    return (texts, all.count - texts.count)
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private static let endings = videoEndings + StillImageFormat.allCases.flatMap(\.extensions)

  private static let videoEndings = [
    "mp4", "m4v", "mov", "qt", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "3gp", "flv", "wmv",
    "ogv",
  ]
}
