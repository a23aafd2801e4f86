import Core
import Glibc
import Media
import Profiles

/// Which profile a run uses.
enum ProfileChoice {
  /// All profiles that the program carries.
  static func builtIn() throws -> [EncodeProfile] {
    try BuiltInProfiles.texts.map { try EncodeProfile(name: $0.name, text: $0.text) }
  }

  /// The profile for `--profile` (a name or a file), or for an output's extension.
  static func choose(_ wanted: String?, output: String) throws -> EncodeProfile {
    let known = try builtIn()
    if let wanted {
      if let profile = known.first(where: { $0.name == wanted }) { return profile }
      guard isFile(wanted) else {
        throw UserError(
          .configuration, "--profile \(wanted)", "there is no such profile",
          remedy:
            "take one of \(known.map(\.name).joined(separator: ", ")), or a file's path such as ./mine.profile"
        )
      }
      return try read(wanted)
    }
    if output == "-" { return try named("mp4-fragmented", known) }
    let ending = PublicAddress.ending(output)
    if let profile = known.first(where: { $0.extensions.contains(ending) }) { return profile }
    throw UserError(
      .configuration, output, "its ending does not say which container to make",
      remedy:
        "end it in \(known.flatMap(\.extensions).map { "." + $0 }.joined(separator: ", ")), or pass --profile"
    )
  }

  /// Whether what was wanted is the path of a file, not a name of a profile that the program carries.
  static func isFile(_ wanted: String) -> Bool { wanted.contains("/") || wanted.hasSuffix(".profile") }

  private static func named(_ name: String, _ known: [EncodeProfile]) throws -> EncodeProfile {
    guard let profile = known.first(where: { $0.name == name }) else {
      throw UserError(.internalFailure, name, "is not among the built-in profiles")
    }
    return profile
  }

  private static func read(_ path: String) throws -> EncodeProfile {
    let file = try FileReader(argument: path)
    var text: [UInt8] = []
    var block: [UInt8] = []
    repeat {
      block.removeAll()
      try file.fill(&block)
      text += block
    } while !block.isEmpty && text.count < 1 << 20
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return try EncodeProfile(name: name, text: String(decoding: text, as: UTF8.self))
  }
}
