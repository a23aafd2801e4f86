import Core
import Media
import Profiles

/// `frameveil profiles`: lists the built-in profiles, or prints one as a template.
struct ProfilesCommand: Command {
  static let spec = CommandSpec(
    name: "profiles", summary: "List the encoding profiles, or print one as a template.",
    operands: ["[NAME]"], minimumOperands: 0, operandChoices: BuiltInProfiles.texts.map(\.name), options: [],
    notes: """
      EXAMPLES
        frameveil profiles
        frameveil profiles mp4 > mine.profile
        frameveil blur in.mp4 --detections faces.json --profile ./mine.profile -o out.mp4
      """)

  private let name: String?

  init(_ arguments: ParsedArguments) {
    name = arguments.operands.first
  }

  func run() throws {
    if let name {
      guard let found = BuiltInProfiles.texts.first(where: { $0.name == name }) else {
        throw UsageError("unknown profile '\(name)'")
      }
      return Terminal.output(found.text)
    }
    for profile in try ProfileChoice.builtIn() {
      let endings = profile.extensions.map { "." + $0 }.joined(separator: " ")
      let head = profile.name + String(repeating: " ", count: max(1, 16 - profile.name.count)) + endings
      Terminal.output("\(head)\n    \(profile.summary)\n")
    }
  }
}
