import HTTP
import S3

/// Where something lies, as a command line names it.
enum Address: Hashable, Sendable, CustomStringConvertible {
  /// A path of this machine.
  case file(String)
  /// `-`: standard input or output.
  case standard
  /// `s3://BUCKET/KEY`.
  case object(S3Location)
  /// `http://` or `https://`.
  case url(String)

  init(_ text: String, command: String) throws(UsageError) {
    if text == "-" {
      self = .standard
    } else if text.hasPrefix(S3Location.scheme) {
      do {
        self = .object(try S3Location(text))
      } catch {
        throw UsageError(command, "\(error)")
      }
    } else if ["http://", "https://"].contains(where: text.lowercased().hasPrefix) {
      self = .url(text)
    } else {
      self = .file(text)
    }
  }

  /// How messages name it. What follows a URL's path is left out, since it may be a signature.
  var description: String {
    switch self {
    case .file(let path): path
    case .standard: "-"
    case .object(let location): location.description
    case .url(let url): String(url.prefix { $0 != "?" && $0 != "#" })
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
