import AWS
import Glibc
import HTTP

/// The identity of a location, equal for different spellings of the same location.
enum DestinationIdentity: Hashable {
  /// An existing file, the same through hard and symbolic links.
  case node(device: UInt, inode: UInt)
  /// A pipe, which can be read only once.
  case pipe(device: UInt, inode: UInt)
  /// A name in an existing folder, for a file to be created.
  indirect case entry(folder: DestinationIdentity, name: String)
  /// A path whose folder is to be created, too.
  case path(String)
  case object(ObjectReference)
  case url(String)

  /// The identities of an address: a symbolic link is the link itself and its target. Devices have none, because
  /// several runs may use the same device.
  static func all(of address: Address, use: FileUse) -> [DestinationIdentity] {
    switch address {
    case .standard: [descriptor(use == .reads ? STDIN_FILENO : STDOUT_FILENO)].compactMap(\.self)
    case .file(let path): [existing(path), entry(path)].compactMap(\.self)
    case .object(let location): [.object(location.withoutVersion)]
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
    // Devices, and descriptors by their names in /dev and /proc, are identified by their targets only.
    var status = stat()
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) { return nil }
    let folder = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
    guard let place = existing(folder) else { return .path(plain(path)) }
    return .entry(folder: place, name: String(name))
  }

  /// The path without `.` and `..`, lexically.
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

/// A URL without its signature, so that two presigned URLs of one file are equal.
struct RemoteDestination {
  /// Scheme, host, path, and the query parameters that are not part of a signature. Never shown: a signature may use
  /// parameters that are not known here.
  let text: String

  init(_ url: String) {
    guard let address = HTTPAddress(url) else {
      text = url
      return
    }
    let port = address.scheme == "https" ? ":443" : ":80"
    var host = address.host.lowercased()
    if host.hasSuffix(port) { host.removeLast(port.count) }
    let query = url.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
    let members = query.split(separator: "&").filter {
      !Self.isSignatureParameter($0.prefix { $0 != "=" }.lowercased())
    }
    text = "\(address.scheme)://\(host)\(address.path)" + members.map { "&\($0)" }.joined()
  }

  /// Whether a query parameter is part of a signature of Amazon S3, Google Cloud Storage, Azure or CloudFront.
  private static func isSignatureParameter(_ name: String) -> Bool {
    ["x-amz-", "x-goog-"].contains(where: name.hasPrefix) || known.contains(name)
  }

  private static let known: Set<String> = [
    "awsaccesskeyid", "signature", "expires", "key-pair-id", "policy", "googleaccessid", "token", "sig", "se",
    "sp",
    "sv", "st", "sr", "spr", "skoid", "sktid", "skt", "ske", "sks", "skv",
  ]
}
