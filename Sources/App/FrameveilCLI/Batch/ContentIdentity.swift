import AWS
import Core
import Glibc
import HTTP
import Media

/// What tells the bytes at an address from those that were there before, without reading them.
enum ContentIdentity {
  /// Nil where nothing tells: a pipe, a server that gives neither a tag nor a date, or what cannot be read.
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

  /// By a request for one byte: many presigned URLs allow GET alone.
  private static func validators(ofURL url: String) async -> String? {
    let request = HTTPRequest("GET", url, headers: ["Range": "bytes=0-0"])
    guard let response = try? await Remote.http().open(request), [200, 206].contains(response.status) else {
      return nil
    }
    let size = ContentRange(response.headers).map { "\($0.size)" }
    return text(Validators(response.headers), size: size ?? response.headers["Content-Length"])
  }

  private static func text(_ validators: Validators, size: String?) -> String? {
    guard let size, validators.tag != nil || validators.lastModified != nil else { return nil }
    return "\(validators.tag ?? "-") \(validators.lastModified ?? "-") \(size)"
  }
}

/// What tells a file from another version of it: also from one of the same size with the same date put on it.
struct FileIdentity: CustomStringConvertible {
  private var status = stat()

  /// Nil where there is no such file.
  init?(_ path: String) {
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  }

  /// With when it was written or renamed, and of which rights.
  var description: String { "\(result) \(Self.nanoseconds(status.st_ctim))" }

  /// Without the time that a mark on the file itself changes.
  var result: String { "\(status.st_ino) \(status.st_size) \(Self.nanoseconds(status.st_mtim))" }

  private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
