import AWS
import Core
import HTTP

/// Where something lies, as a command line names it.
enum Address: Hashable, Sendable, CustomStringConvertible {
  /// A path of this machine.
  case file(String)
  /// `-`: standard input or output.
  case standard
  /// `s3://BUCKET/KEY`.
  case object(ObjectReference)
  /// `http://` or `https://`.
  case url(String)

  init(_ text: String, command: String) throws(UsageError) {
    if text == "-" {
      self = .standard
    } else if text.hasPrefix(ObjectReference.scheme) {
      do {
        self = .object(try ObjectReference(text))
      } catch {
        throw UsageError(command, "\(error)")
      }
    } else if ["http://", "https://"].contains(where: text.lowercased().hasPrefix) {
      self = .url(text)
    } else {
      self = .file(text)
    }
  }

  /// The path of one of this machine.
  var localPath: String? { if case .file(let path) = self { path } else { nil } }

  /// What its ending is of, without what a URL has after its path.
  var path: String {
    switch self {
    case .file(let path): path
    case .standard: "-"
    case .object(let object): object.key
    case .url(let url): String(url.prefix { $0 != "?" && $0 != "#" })
    }
  }

  /// Refuses a version of an object: only S3 makes those.
  func checkAsOutput(command: String) throws(UsageError) {
    guard case .object(let object) = self, object.version != nil else { return }
    throw UsageError(
      command,
      "\(self) is a version of an object, and a result cannot be one; a key that holds "
        + "\(ObjectReference.versionMark) itself is written with \(ObjectReference.versionMark) at its end, too"
    )
  }

  /// How messages and reports name it: without a password or a signature.
  var description: String {
    switch self {
    case .standard: "-"
    case .file(let address), .url(let address): PublicAddress.text(address)
    // A key is a key, whatever stands in it.
    case .object(let location): location.description
    }
  }

  /// Whether it lies on another machine.
  var isRemote: Bool {
    switch self {
    case .file, .standard: false
    case .object, .url: true
    }
  }
}
