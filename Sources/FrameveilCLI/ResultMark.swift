import CSystem
import Glibc
import Media

/// Out of what and how a result was made, kept beside its bytes as an extended attribute of the file.
///
/// A result has its name only when it is whole, so a name that is there says enough of that; the mark says that the
/// inputs and the options were the same. One that was copied, changed or made otherwise has no mark that fits.
struct ResultMark {
  private let fingerprint: String

  /// The mark of a file's result: of the options, the program's version, and the size and time of every file read.
  init(of item: BatchPlan.Item, _ arguments: ParsedArguments) {
    let options = arguments.options(except: [
      "--output", "--detections", "--resume", "--force", "--quiet", "--json", "--decode-threads",
    ])
    let read = [item.input, item.detections].compactMap { $0 } + options
    let files = read.compactMap { path in FileIdentity(path).map { "\(path) \($0.size) \($0.time)" } }
    let text = ([Commands.version] + options + files).joined(separator: "\0")
    fingerprint = String(Self.hash(text), radix: 16)
  }

  /// Whether a result is there that was made so. One that is there and was not is refused, unless it is to be replaced.
  func isOn(_ path: String, replacing: Bool) throws -> Bool {
    guard let file = FileIdentity(path) else { return false }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = getxattr(path, Self.name, &bytes, bytes.count)
    if count > 0, String(decoding: bytes.prefix(count), as: UTF8.self) == value(of: file) { return true }
    guard replacing else {
      throw MediaError(
        .cannotCreate, path, "exists already, and was not made of these files with these options",
        remedy: "pass --force to make it again")
    }
    return false
  }

  /// Marks a result. Where a file system keeps no attributes it stays without, and is not taken for done.
  func put(on path: String) {
    guard let file = FileIdentity(path) else { return }
    let bytes = Array(value(of: file).utf8)
    _ = setxattr(path, Self.name, bytes, bytes.count, 0)
  }

  private func value(of file: FileIdentity) -> String { "\(fingerprint) \(file.size) \(file.time)" }

  /// FNV-1a, 64 bits.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
  }

  private static let name = "user.frameveil.made"
}

/// What tells a file from another version of it.
private struct FileIdentity {
  var size: Int
  /// When it was changed last, in nanoseconds.
  var time: Int

  /// Nil where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = status.st_size
    time = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }
}
