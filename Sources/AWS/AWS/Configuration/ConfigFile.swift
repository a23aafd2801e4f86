/// A file like `~/.aws/config`: sections of keys with values, and values that are keys with values themselves.
/// It reads what Python's `configparser` reads, because the AWS CLI does so too.
struct ConfigFile: Sendable, Equatable {
  /// A key's value.
  enum Value: Sendable, Equatable {
    case text(String)
    case nested([String: String])
  }

  /// By their headings as they stand between the brackets.
  private(set) var sections: [String: [String: Value]] = [:]

  /// Reads a file's text; `path` is for messages.
  init(_ text: String, path: String) throws(AWSSetupError) {
    var section: String?
    var key: String?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let content = line.trimmed
      if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
      let isIndented = line.first?.isWhitespace ?? false
      if isIndented, let section, let key {
        sections[section]?[key]?.add(content)
      } else if content.hasPrefix("["), let end = content.firstIndex(of: "]") {
        let heading = content[content.index(after: content.startIndex)..<end].trimmed
        sections[heading, default: [:]].merge([:]) { $1 }
        (section, key) = (heading, nil)
      } else if let section, let (name, value) = content.halves({ $0 == "=" || $0 == ":" }) {
        sections[section]?[name.lowercased()] = .text(value)
        key = name.lowercased()
      } else {
        throw AWSSetupError(
          .configuration, "\(path), line \(index + 1): this is neither a [section] nor key = value")
      }
    }
  }
}

extension ConfigFile.Value {
  /// Takes an indented line: a key of its own where the value is empty so far, more of the text otherwise.
  fileprivate mutating func add(_ line: String) {
    switch self {
    case .text(""):
      guard let (key, value) = line.halves({ $0 == "=" }) else { return self = .text(line) }
      self = .nested([key: value])
    case .nested(var values):
      guard let (key, value) = line.halves({ $0 == "=" }) else { return }
      values[key] = value
      self = .nested(values)
    case .text(let text): self = .text(text + "\n" + line)
    }
  }
}

extension StringProtocol {
  /// Without white space around it.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// What stands before and after the first separator, trimmed.
  func halves(_ isSeparator: (Character) -> Bool) -> (String, String)? {
    firstIndex(where: isSeparator).map { (self[..<$0].trimmed, self[index(after: $0)...].trimmed) }
  }
}
