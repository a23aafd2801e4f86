import AWS
import CSystem
import Core
import FaceDetection
import Glibc
import Media
import Reporting

/// A fingerprint of the inputs and options of an output, stored as an extended attribute of the output file.
///
/// Outputs are published only when complete, so an existing file is complete. The mark shows that its inputs, options
/// and program versions were the same. A file that was copied, modified or made otherwise has no matching mark.
struct ProvenanceMark {
  /// Nil if the identity of an input is unknown; then no output counts as done.
  private let fingerprint: String?

  /// The mark of a run: its options, the program versions, and the identities of its inputs. Created before the run,
  /// so that an input that changes during the run does not match later.
  init(_ arguments: ParsedArguments, _ command: CommandSpec, _ files: RunFiles) async {
    let named = command.options.filter { $0.use != nil }.map(\.name)
    // The name of a built-in profile counts as an option, a profile file as an input.
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

  /// Whether an output with this mark exists.
  ///
  /// - Throws: `UserError` if an output without this mark exists, unless `replacing`.
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
          ? "exists already, and it is unknown whether its inputs have changed"
          : "exists already, and was not made from these files with these options",
        remedy: "pass --force to overwrite it")
    }
    return false
  }

  /// Sets the mark of an output. Ignored on a file system without extended attributes, where no output counts as done.
  func put(on path: String) {
    guard let file = FileIdentity(path), let value = value(of: file) else { return }
    let bytes = Array(value.utf8)
    _ = setxattr(path, Self.name, bytes, bytes.count, 0)
  }

  private func value(of file: FileIdentity) -> String? { fingerprint.map { "\($0) \(file.result)" } }

  private static let name = "user.frameveil.made"
}
