import AWS
import Core
import FoundationEssentials
import Media

/// The destination of several outputs: a local folder or a key prefix in a bucket.
enum BatchFolder {
  case local(String)
  /// The key is the prefix: empty, or ending in a slash.
  case prefix(ObjectReference)

  init(_ text: String) throws(UsageError) {
    guard text.hasPrefix(ObjectReference.scheme) else {
      self = .local(text.hasSuffix("/") && text != "/" ? String(text.dropLast()) : text)
      return
    }
    do {
      // Unlike a key, a prefix may be empty, and it never names a version.
      var prefix = try ObjectReference(text + "x" + ObjectReference.versionSeparator)
      prefix.key.removeLast()
      self = .prefix(prefix)
    } catch {
      throw UsageError(BlurCommand.spec.name, "\(error)")
    }
  }

  var isLocal: Bool { if case .local = self { true } else { false } }

  /// The address of an output in the folder.
  func place(_ name: String) -> Address {
    switch self {
    case .local(let path): .file("\(path)/\(name)")
    case .prefix(let prefix): .object(prefix.beside(name))
    }
  }

  /// Creates the local folder if it does not exist.
  func make() throws {
    guard case .local(let path) = self else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw UserError(.cannotCreate, path, "the folder cannot be created", detail: "\(error)")
    }
  }
}
