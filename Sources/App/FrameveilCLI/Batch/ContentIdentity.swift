import AWS
import Core
import Glibc
import HTTP
import Media

/// Identifies the content at an address without reading it, to detect changes.
enum ContentIdentity {
  /// The identity; nil for a pipe, for a server that sends neither ETag nor Last-Modified, and on errors.
  static func of(_ address: Address) async -> String? {
    switch address {
    case .standard: nil
    case .file(let path): FileIdentity(path).map { "\(path) \($0)" }
    case .object(let location):
      await validators(address).map { "\(location) \($0)" }
    case .url(let url): await validators(ofURL: url).map { "\(RemoteDestination(url).text) \($0)" }
    }
  }

  private static func validators(_ object: Address) async -> String? {
    guard let input = try? await object.input(), case .ranges(let ranges) = input,
      let reader = ranges as? RangeReader
    else { return nil }
    return text(reader.validators, size: "\(reader.size)")
  }

  /// Requests one byte with GET, because many presigned URLs do not allow HEAD.
  private static func validators(ofURL url: String) async -> String? {
    let request = HTTPRequest("GET", url, headers: ["Range": "bytes=0-0"])
    guard let response = try? await Remote.http().open(request), [200, 206].contains(response.status) else {
      return nil
    }
    let size = ContentRange(response.headers).map { "\($0.size)" }
    return text(Validators(response.headers), size: size ?? response.headers["Content-Length"])
  }

  private static func text(_ validators: Validators, size: String?) -> String? {
    guard let size, validators.etag != nil || validators.lastModified != nil else { return nil }
    return "\(validators.etag ?? "-") \(validators.lastModified ?? "-") \(size)"
  }
}

/// Identifies a version of a file, even if another version has the same size and modification time.
struct FileIdentity: CustomStringConvertible {
  private var status = stat()

  /// Nil if there is no regular file at the path.
  init?(_ path: String) {
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  }

  /// The identity with the change time (ctime), which writing, renaming and chmod update.
  var description: String { "\(result) \(Self.nanoseconds(status.st_ctim))" }

  /// The identity without the change time, which setting an extended attribute updates.
  var result: String { "\(status.st_ino) \(status.st_size) \(Self.nanoseconds(status.st_mtim))" }

  private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
