import AWS
import Glibc

/// What tells whether two addresses lead to one place, however they are spelt.
enum DestinationIdentity: Hashable {
  /// A file that exists: links of both kinds lead to the same.
  case node(device: UInt, inode: UInt)
  /// A pipe, which gives its bytes once.
  case pipe(device: UInt, inode: UInt)
  /// A name in a folder that exists, for what is to be made there.
  indirect case entry(folder: DestinationIdentity, name: String)
  /// A path, where its folder is to be made, too.
  case path(String)
  case object(ObjectReference)
  case url(String)

  /// All that an address leads to: a link is itself and what it leads to. Devices are nobody's own.
  static func all(of address: Address, use: FileUse) -> [DestinationIdentity] {
    switch address {
    case .standard: [descriptor(use == .reads ? STDIN_FILENO : STDOUT_FILENO)].compactMap(\.self)
    case .file(let path): [existing(path), entry(path)].compactMap(\.self)
    case .object(let location): [.object(location.newest)]
    case .url(let url): [.url(RemoteDestination(url).text)]
    }
  }

  private static func descriptor(_ number: Int32) -> DestinationIdentity? {
    var status = stat()
    return fstat(number, &status) == 0 ? DestinationIdentity(status) : nil
  }

  private static func existing(_ path: String) -> DestinationIdentity? {
    var status = stat()
    return stat(path, &status) == 0 ? DestinationIdentity(status) : nil
  }

  private static func entry(_ path: String) -> DestinationIdentity? {
    let parts = path.split(separator: "/")
    guard let name = parts.last, name != ".", name != ".." else { return nil }
    // Devices, and descriptors under their names in /dev and /proc, are told by what they lead to.
    var status = stat()
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) { return nil }
    let folder = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
    guard let place = existing(folder) else { return .path(plain(path)) }
    return .entry(folder: place, name: String(name))
  }

  /// A path without detours, by its text alone.
  private static func plain(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private init?(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: self = .node(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    case S_IFIFO: self = .pipe(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    default: return nil
    }
  }
}
