import Core
import Glibc
import StillImages

/// The videos and still images of a folder, by their extensions, and the skipped entries: folders, other files, and symbolic
/// links that lead out of the folder, because anyone who can write to the folder could point them at any file.
struct InputFolder {
  let files: [String]
  /// The skipped entries as a sentence; nil if there are none.
  let note: String?

  init(_ path: String) throws {
    let endings = Self.videoEndings + StillImageFormat.allCases.flatMap(\.extensions)
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let names = Self.names(in: path) else {
      throw UserError(.noPermission, path, "the folder cannot be listed")
    }
    var (files, skipped): ([String], [String]) = ([], [])
    if names.others > 0 { skipped.append("\(names.others) with names that are not UTF-8") }
    for name in names.texts.sorted() where !name.hasPrefix(".") {
      let file = "\(folder)/\(name)"
      if let why = Self.exclusionReason(to: file, name, in: folder, endings) {
        skipped.append("\(name) (\(why))")
      } else {
        files.append(file)
      }
    }
    self.files = files
    note = skipped.isEmpty ? nil : "\(path): skipped: \(Self.list(skipped))"
    guard files.isEmpty else { return }
    throw UserError(
      .noInput, path, "contains no video and no still image",
      remedy:
        "they have the extensions \(endings.map { "." + $0 }.joined(separator: ", ")); subfolders are not searched",
      detail: note)
  }

  /// Whether a path resolves, through symbolic links, to a location outside a folder.
  static func escapes(_ path: String, of folder: String) -> Bool {
    guard let place = resolved(path), let root = resolved(folder) else { return false }
    return !place.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private static func exclusionReason(
    to file: String, _ name: String, in folder: String, _ endings: [String]
  ) -> String? {
    if escapes(file, of: folder) { return "a link out of the folder" }
    var status = stat()
    guard stat(file, &status) == 0 else { return "a dangling link" }
    if status.st_mode & S_IFMT == S_IFDIR { return "a folder" }
    return endings.contains(BatchPlan.parts(of: name).ending.lowercased()) ? nil : "another extension"
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

  private static let videoEndings = [
    "mp4", "m4v", "mov", "qt", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "3gp", "flv", "wmv",
    "ogv",
  ]
}
