import Glibc

/// The names of the files in a folder.
public enum FolderListing {
  /// The names in the order of the file system, `.` and `..` among them, each as its bytes; nil if the folder cannot be
  /// opened.
  public static func bytes(in folder: String) -> [[UInt8]]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    // An entry belongs to the directory stream until the next call of readdir; its name is copied.
    while let entry = readdir(directory) {
      names.append(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
    }
    return names
  }

  /// The names that are UTF-8; nil if the folder cannot be opened.
  public static func names(in folder: String) -> [String]? {
    bytes(in: folder)?.compactMap { String(validating: $0, as: UTF8.self) }
  }
}
