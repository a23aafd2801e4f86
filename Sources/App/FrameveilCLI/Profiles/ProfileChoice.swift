import Core
import Glibc
import Media
import Profiles
import StillImages

/// The choice of the encoding profile.
enum ProfileChoice {
  static let option = CommandOption<String?>(
    "--profile", short: "-p", "NAME|FILE", use: .reads,
    "encoding profile: a name of 'frameveil profiles', or a file; default: by the extension of OUTPUT, fragmented "
      + "MP4 for a pipe"
  ).choosing(from: BuiltInProfiles.texts.map(\.name)).forVideos

  /// The built-in profiles.
  static func builtIn() throws -> [EncodeProfile] {
    try BuiltInProfiles.texts.map { try EncodeProfile(name: $0.name, text: $0.text) }
  }

  /// The profile of `--profile`: a name or a file.
  ///
  /// - Throws: `UserError` if there is none.
  static func chosen(_ wanted: String) throws -> EncodeProfile {
    let known = try builtIn()
    if let profile = known.first(where: { $0.name == wanted }) { return profile }
    guard isFile(wanted) else {
      throw UserError(
        .configuration, "--profile \(wanted)", "unknown profile",
        remedy:
          "use one of \(known.map(\.name).joined(separator: ", ")), or the path of a file such as ./mine.profile"
      )
    }
    return try read(wanted)
  }

  /// The profile for the extension of an output.
  ///
  /// - Throws: `UserError` if there is none.
  static func suited(to output: Address) throws -> EncodeProfile {
    let known = try builtIn()
    if output == .standard { return try named("mp4-fragmented", known) }
    let ending = RedactedAddress.ending(output.path)
    if let profile = known.first(where: { $0.extensions.contains(ending) }) { return profile }
    throw UserError(
      .configuration, "\(output)", "no profile for this file name extension",
      remedy:
        "use one of \(known.flatMap(\.extensions).map { "." + $0 }.joined(separator: ", ")), for a still image \(StillImageFormat.endings), or pass --profile"
    )
  }

  /// Whether the value of `--profile` is the path of a file rather than the name of a built-in profile.
  static func isFile(_ wanted: String) -> Bool { wanted.contains("/") || wanted.hasSuffix(".profile") }

  private static func named(_ name: String, _ known: [EncodeProfile]) throws -> EncodeProfile {
    guard let profile = known.first(where: { $0.name == name }) else {
      throw UserError(.internalFailure, name, "built-in profile is missing")
    }
    return profile
  }

  private static func read(_ path: String) throws -> EncodeProfile {
    let text = try FileReader(argument: path).bytes(upTo: 1 << 20)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return try EncodeProfile(name: name, text: String(decoding: text, as: UTF8.self))
  }
}
