import Core
import Glibc
import OpenVINO

/// Compiled networks in a folder, so that later runs start sooner. Only where `FRAMEVEIL_CACHE` names a folder that
/// nobody but this user can write: else no file but the output is written.
///
/// A file's name ends with the SHA-256 of its contents, since a damaged network would respond, too, and miss faces.
struct CompiledModelCache {
  private let folder: String

  /// Nil if there is no such folder.
  init?() {
    guard let folder = getenv("FRAMEVEIL_CACHE").map({ String(cString: $0) }) else { return nil }
    self.init(folder: folder)
  }

  init?(folder: String) {
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      status.st_mode & (S_IWGRP | S_IWOTH) == 0
    else { return nil }
    self.folder = folder
  }

  /// The contents of the file of a network; nil if there is none. A damaged file is deleted.
  func bytes(of name: String) -> [UInt8]? {
    for file in FolderListing.names(in: folder) ?? [] where file.hasPrefix("\(name)-") {
      let path = "\(folder)/\(file)"
      if let bytes = Self.contents(path), file == Self.file(name, bytes) { return bytes }
      unlink(path)
    }
    return nil
  }

  /// Keeps a network. A folder that cannot be written is no fault.
  func keep(_ model: CompiledModel, as name: String) {
    let temporary = "\(folder)/.\(name).\(getpid())"
    defer { unlink(temporary) }
    guard (try? model.export(to: temporary)) != nil, let bytes = Self.contents(temporary) else {
      return
    }
    rename(temporary, "\(folder)/\(Self.file(name, bytes))")
  }

  /// A compiled network has about twice the size of its model.
  private static func contents(_ path: String) -> [UInt8]? {
    (try? FileBytes.read(path, atMost: 64 << 20)) ?? nil
  }

  private static func file(_ name: String, _ bytes: [UInt8]) -> String {
    "\(name)-\(SHA256.hex(bytes)).blob"
  }
}
