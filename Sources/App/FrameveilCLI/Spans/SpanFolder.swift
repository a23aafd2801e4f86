import Core
import FoundationEssentials
import Glibc

/// The folder of a run with several workers: the plan, the masks and the pieces, until they are joined.
struct SpanFolder {
  let path: String

  /// Makes a folder beside a local output, on whose file system there must be room for it anyway; for other outputs in the
  /// folder for temporary files.
  init(for output: Address) throws {
    let parent: String
    if case .file(let file) = output {
      let folder = EditsFile.folder(of: file)
      parent = folder.isEmpty ? "." : String(folder.dropLast())
    } else {
      parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    }
    var template = Array("\(parent.isEmpty ? "/" : parent)/.frameveil-spans-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw UserError(
        .cannotCreate, parent, "no folder for the pieces of the output can be created in it",
        detail: String(cString: strerror(errno)))
    }
    path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var division: String { "\(path)/division.json" }
  /// What the names of analyses begin with.
  var analyses: String { "\(path)/" }
  func analysis(_ number: Int) -> String { "\(path)/\(number).analysis" }
  var plan: String { "\(path)/plan.json" }
  func piece(_ number: Int) -> String { "\(path)/\(number).piece" }
  func log(_ number: Int) -> String { "\(path)/\(number).log" }

  /// Runs work, and removes the folder when it ends or throws.
  func whileInUse<Value>(_ work: () async throws -> Value) async throws -> Value {
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await work()
  }
}
