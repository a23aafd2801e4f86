import AWS
import Core
import FoundationEssentials
import Media

/// Where the results of several files go: a folder of this machine, or what keys of a bucket begin with.
enum BatchFolder {
  case local(String)
  /// The key is what keys begin with: empty, or with a slash at its end.
  case prefix(ObjectReference)

  init(_ text: String) throws(UsageError) {
    guard text.hasPrefix(ObjectReference.scheme) else {
      self = .local(text.hasSuffix("/") && text != "/" ? String(text.dropLast()) : text)
      return
    }
    do {
      // A prefix may be empty, which no key is, and names no version, whatever it holds.
      var prefix = try ObjectReference(text + "x" + ObjectReference.versionMark)
      prefix.key.removeLast()
      self = .prefix(prefix)
    } catch {
      throw UsageError(BlurCommand.spec.name, "\(error)")
    }
  }

  var isLocal: Bool { if case .local = self { true } else { false } }

  /// A result's place.
  func place(_ name: String) -> Address {
    switch self {
    case .local(let path): .file("\(path)/\(name)")
    case .prefix(let prefix): .object(prefix.beside(name))
    }
  }

  /// Makes a folder that is not there. A bucket needs none.
  func make() throws {
    guard case .local(let path) = self else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw UserError(.cannotCreate, path, "cannot be made", detail: "\(error)")
    }
  }
}
