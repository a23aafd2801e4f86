import HTTP
import PlainText
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

  /// How messages and reports name it: without a password or a signature.
  var description: String {
    switch self {
    case .standard: "-"
    case .file(let address), .url(let address): PublicAddress.text(address)
    case .object(let location): PublicAddress.text(location.description)
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
