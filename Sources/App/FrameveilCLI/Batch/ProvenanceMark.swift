import AWS
import CSystem
import Core
import FaceDetection
import Glibc
import HTTP
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
    let named = command.options.map(\.usage).filter { $0.use != nil }.map(\.name)
    // The name of a built-in profile counts as an option, a profile file as an input.
    let left = Set(named).subtracting([ProfileChoice.option.name]).union(Self.withoutEffect)
    var parts = Commands.versions.map { "\($0.name) \($0.value)" }
    parts += ModelFile.Identity.allCases.map(\.sha256)
    // Another runtime gives boxes that differ in their last digits, and without a second detector there are fewer.
    if !arguments.isGiven(RedactionArguments.detections) {
      let runtime = try? InferenceRuntime.found(arguments[DetectorArguments.runtime])
      let second = try? SecondDetector.found(arguments[DetectorArguments.second])
      parts += [runtime.map { "\($0)" }, second.map { "\($0)" }].compactMap(\.self)
    }
    parts += arguments.texts(except: left)
    for entry in files.reads {
      guard let identity = await ContentIdentity.of(entry.address) else {
        fingerprint = nil
        return
      }
      parts.append("\(entry.name) \(identity)")
    }
    fingerprint = SHA256.hex(parts.joined(separator: "\0").utf8)
  }

  /// The options that do not change the output.
  private static let withoutEffect = [
    BatchPlan.resume.name, BatchReports.option.name, BatchCheck.option.name, CommonOptions.force.name,
    CommonOptions.quiet.name, CommonOptions.json.name,
    CommonOptions.decodeThreads.name,
  ]

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
