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
