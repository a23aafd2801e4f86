import AWS
import Core
import HTTP

/// The location of an input or output, as given on the command line.
enum Address: Hashable, Sendable, CustomStringConvertible {
  /// A local path.
  case file(String)
  /// `-`: standard input or output.
  case standard
  /// `s3://BUCKET/KEY`.
  case object(ObjectReference)
  /// `http://` or `https://`.
  case url(String)

  init(_ text: String) throws(UsageError) {
    if text == "-" {
      self = .standard
    } else if text.hasPrefix(ObjectReference.scheme) {
      do {
        self = .object(try ObjectReference(text))
      } catch {
        throw UsageError("\(error)")
      }
    } else if ["http://", "https://"].contains(where: text.lowercased().hasPrefix) {
      self = .url(text)
    } else {
      self = .file(text)
    }
  }

  /// The path of a local file; nil for other locations.
  var localPath: String? { if case .file(let path) = self { path } else { nil } }

  /// The path or key, whose extension selects the format; without the query and fragment of a URL.
  var path: String {
    switch self {
    case .file(let path): path
    case .standard: "-"
    case .object(let object): object.key
    case .url(let url): String(url.prefix { $0 != "?" && $0 != "#" })
    }
  }

  /// Throws for an object version, which cannot be written.
  func checkAsOutput() throws(UsageError) {
    guard case .object(let object) = self, object.version != nil else { return }
    throw UsageError(
      "\(self) is a version of an object and cannot be written; if the key itself contains "
        + "\(ObjectReference.versionSeparator), append \(ObjectReference.versionSeparator) once more"
    )
  }

  /// The location for messages and reports, without password or signature.
  var description: String {
    switch self {
    case .standard: "-"
    case .file(let address), .url(let address): RedactedAddress.text(address)
    // A key is shown in full, even if it looks like a URL with a secret.
    case .object(let location): location.description
    }
  }
}
