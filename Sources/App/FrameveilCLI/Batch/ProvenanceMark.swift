import AWS
import CSystem
import Core
import FaceDetection
import Glibc
import Media
import Reporting

/// Out of what and how a result was made, kept beside its bytes as an extended attribute of the file.
///
/// A result has its name only when it is whole, so a name that is there says enough of that; the mark says that all that
/// was read, and the options, were the same. One that was copied, changed or made otherwise has no mark that fits.
struct ProvenanceMark {
  /// Nil where something is read of which nobody can say whether it has changed: then nothing counts as done.
  private let fingerprint: String?

  /// The mark of what a run makes: of its command line's options, the versions that it is made by, and everything that
  /// it reads. Made before the run, so that what changes meanwhile does not fit later.
  init(_ arguments: ParsedArguments, _ command: CommandSpec, _ files: RunFiles) async {
    let named = command.options.filter { $0.use != nil }.map(\.name)
    // A name of a profile is an option like others; its file is one that is read.
    let left = Set(named).subtracting(["--profile"]).union(Self.withoutEffect)
    var parts = Commands.versions.map { "\($0.name) \($0.value)" } + [FaceModel.sha256]
    parts += arguments.options(except: left)
    for entry in files.reads {
      guard let identity = await ContentIdentity.of(entry.address) else {
        fingerprint = nil
        return
      }
      parts.append("\(entry.name) \(identity)")
    }
    fingerprint = SHA256.hex(parts.joined(separator: "\0").utf8)
  }

  private static let withoutEffect = ["--resume", "--force", "--quiet", "--json", "--decode-threads"]

  /// Whether a result is there that was made so. One that is there and was not is refused, unless it is to be replaced.
  func isOn(_ path: String, replacing: Bool) throws -> Bool {
    guard let file = FileIdentity(path) else { return false }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = getxattr(path, Self.name, &bytes, bytes.count)
    if count > 0, let value = value(of: file), value == String(decoding: bytes.prefix(count), as: UTF8.self) {
      return true
    }
    guard replacing else {
      throw UserError(
        .cannotCreate, path,
        fingerprint == nil
          ? "exists already, and nothing tells whether what it was made of has changed"
          : "exists already, and was not made of these files with these options",
        remedy: "pass --force to make it again")
    }
    return false
  }

  /// Marks a result. Where a file system keeps no attributes it stays without, and is not taken for done.
  func put(on path: String) {
    guard let file = FileIdentity(path), let value = value(of: file) else { return }
    let bytes = Array(value.utf8)
    _ = setxattr(path, Self.name, bytes, bytes.count, 0)
  }

  private func value(of file: FileIdentity) -> String? { fingerprint.map { "\($0) \(file.result)" } }

  private static let name = "user.frameveil.made"
}
