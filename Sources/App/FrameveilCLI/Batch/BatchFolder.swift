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

  /// Creates the local folder if it does not exist.
  func make() throws {
    guard case .local(let path) = self else { return }
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

/// The videos of a folder, by their extensions, and the skipped entries: folders, other files, and symbolic links that
/// lead out of the folder, because anyone who can write to the folder could point them at any file.
struct VideoFolder {
  let videos: [String]
  /// The skipped entries as a sentence; nil if there are none.
  let note: String?

  init(_ path: String) throws {
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let names = Self.names(in: path) else {
      throw UserError(.noPermission, path, "the folder cannot be listed")
    }
    var (videos, skipped): ([String], [String]) = ([], [])
    if names.others > 0 { skipped.append("\(names.others) with names that are not UTF-8") }
    for name in names.texts.sorted() where !name.hasPrefix(".") {
      let file = "\(folder)/\(name)"
      if let why = Self.exclusionReason(to: file, name, in: folder) {
        skipped.append("\(name) (\(why))")
      } else {
        videos.append(file)
      }
    }
    self.videos = videos
    note = skipped.isEmpty ? nil : "\(path): skipped: \(Self.list(skipped))"
    guard videos.isEmpty else { return }
    throw UserError(
      .noInput, path, "contains no video",
      remedy:
        "videos have the extensions \(Self.endings.map { "." + $0 }.joined(separator: ", ")); subfolders are not searched",
      detail: note)
  }

  /// Whether a path resolves, through symbolic links, to a location outside a folder.
  static func escapes(_ path: String, of folder: String) -> Bool {
    guard let place = resolved(path), let root = resolved(folder) else { return false }
    return !place.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private static func exclusionReason(to file: String, _ name: String, in folder: String) -> String? {
    if escapes(file, of: folder) { return "a link out of the folder" }
    var status = stat()
    guard stat(file, &status) == 0 else { return "a dangling link" }
    if status.st_mode & S_IFMT == S_IFDIR { return "a folder" }
    return endings.contains(BatchPlan.parts(of: name).ending.lowercased()) ? nil : "no video by its extension"
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

  /// The file name extensions of videos.
  private static let endings = [
    "mp4", "m4v", "mov", "qt", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "3gp", "flv", "wmv",
    "ogv",
  ]
}
