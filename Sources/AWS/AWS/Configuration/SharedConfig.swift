/// The profiles of the shared config file (`~/.aws/config`) and the shared credentials file
/// (`~/.aws/credentials`).
struct SharedConfig: Sendable {
  typealias Section = [String: ConfigFile.Value]

  /// Profiles merged from both files; the credentials file takes precedence.
  private(set) var profiles: [String: Section] = [:]
  /// Profiles of the credentials file alone. The provider chain reads them before `credential_process`.
  private(set) var credentialProfiles: [String: Section] = [:]
  /// `[services NAME]` sections by name.
  private(set) var services: [String: Section] = [:]
  /// Paths of the files, for error messages.
  let configPath, credentialsPath: String

  /// Reads both files; a missing file counts as empty.
  init(_ environment: AWSEnvironment) throws(AWSSetupError) {
    configPath = environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config"
    credentialsPath = environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials"
    if let text = environment.text(configPath) {
      for (heading, values) in try ConfigFile(text, path: configPath).sections {
        let words = heading.split(maxSplits: 1, whereSeparator: \.isWhitespace).map {
          Self.unquoted($0.trimmed)
        }
        switch (words.first, words.count) {
        case ("default", 1): profiles["default"] = values
        case ("profile", 2): profiles[words[1]] = values
        case ("services", 2): services[words[1]] = values
        default: break
        }
      }
    }
    if let text = environment.text(credentialsPath) {
      credentialProfiles = try ConfigFile(text, path: credentialsPath).sections
      for (name, values) in credentialProfiles { profiles[name, default: [:]].merge(values) { $1 } }
    }
  }

  private static func unquoted(_ word: String) -> String {
    guard word.count > 1, let quote = word.first, quote == word.last, quote == "\"" || quote == "'" else {
      return word
    }
    return String(word.dropFirst().dropLast())
  }
}

extension [String: ConfigFile.Value] {
  /// The text value of a key; nil if it is missing, empty or nested.
  func text(_ key: String) -> String? {
    if case .text(let text)? = self[key], !text.isEmpty { text } else { nil }
  }

  /// The value of a key within a nested value.
  func text(_ key: String, _ inner: String) -> String? {
    if case .nested(let values)? = self[key] { values[inner] } else { nil }
  }
}

/// A parsed shared config file, such as `~/.aws/config`: sections of keys and values, where a value can
/// itself be a list of keys and values. The grammar is that of Python's `configparser`, which the AWS CLI
/// uses.
struct ConfigFile: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case text(String)
    case nested([String: String])
  }

  /// Sections by the text between their brackets.
  private(set) var sections: [String: [String: Value]] = [:]

  /// Parses the text of a file. `path` is used in error messages only.
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
          .configuration, "\(path), line \(index + 1): expected [section] or key = value")
      }
    }
  }
}

extension ConfigFile.Value {
  /// Adds an indented line: a nested key if the value is empty or nested, otherwise a continuation of the
  /// text.
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
  /// The string without leading and trailing white space.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// The trimmed parts before and after the first separator; nil if there is none.
  func halves(_ isSeparator: (Character) -> Bool) -> (String, String)? {
    firstIndex(where: isSeparator).map { (self[..<$0].trimmed, self[index(after: $0)...].trimmed) }
  }
}
