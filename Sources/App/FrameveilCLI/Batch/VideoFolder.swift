import Core
import Glibc
import Media

/// The videos of a folder, by their names' endings, and what in it is passed over: folders, what is no video, and links
/// that lead out of it, which whoever may write into the folder could point at anything.
struct VideoFolder {
  let videos: [String]
  /// What was passed over, in a sentence; nil where nothing was.
  let note: String?

  init(_ path: String) throws {
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let names = Self.names(in: path) else {
      throw UserError(.noPermission, path, "its files cannot be listed")
    }
    var (videos, passed): ([String], [String]) = ([], [])
    if names.others > 0 { passed.append("\(names.others) whose names are not UTF-8") }
    for name in names.texts.sorted() where !name.hasPrefix(".") {
      let file = "\(folder)/\(name)"
      if let why = Self.objection(to: file, name, in: folder) {
        passed.append("\(name) (\(why))")
      } else {
        videos.append(file)
      }
    }
    self.videos = videos
    note = passed.isEmpty ? nil : "\(path): passed over: \(Self.list(passed))"
    guard videos.isEmpty else { return }
    throw UserError(
      .noInput, path, "holds no video",
      remedy:
        "videos end in \(Self.endings.map { "." + $0 }.joined(separator: ", ")); folders in it are not looked into",
      detail: note)
  }

  /// Whether a path is a link, or lies behind one, to what is not in a folder.
  static func leadsOut(_ path: String, of folder: String) -> Bool {
    guard let place = resolved(path), let root = resolved(folder) else { return false }
    return !place.hasPrefix(root.hasSuffix("/") ? root : root + "/")
  }

  private static func objection(to file: String, _ name: String, in folder: String) -> String? {
    if leadsOut(file, of: folder) { return "a link out of the folder" }
    var status = stat()
    guard stat(file, &status) == 0 else { return "a link to nothing" }
    if status.st_mode & S_IFMT == S_IFDIR { return "a folder" }
    return endings.contains(BatchPlan.parts(of: name).ending.lowercased()) ? nil : "no video by its ending"
  }

  private static func list(_ items: [String]) -> String {
    items.prefix(20).joined(separator: ", ") + (items.count > 20 ? " and \(items.count - 20) more" : "")
  }

  /// The names, and how many there are beside them that are no text.
  private static func names(in path: String) -> (texts: [String], others: Int)? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var (names, others): ([String], Int) = ([], 0)
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name { names.append(name) } else { others += 1 }
    }
    return (names, others)
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// What the names of videos end in.
  private static let endings = [
    "mp4", "m4v", "mov", "qt", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "3gp", "flv", "wmv",
    "ogv",
  ]
}
