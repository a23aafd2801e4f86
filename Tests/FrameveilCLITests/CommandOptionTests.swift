import Testing

@testable import FrameveilCLI

/// Options are declared once: their names, types, ranges, defaults and help.
@Suite struct CommandOptionTests {
  private enum Mode: String, CaseIterable {
    case fast, slow
  }
  private static let rate = CommandOption<Double>("--rate", "HZ", 0.5...240, default: 5, "the rate")
  private static let count = CommandOption<Int>("--count", "N", 1...8, default: 1, "the count")
  private static let limit = CommandOption<Int?>("--limit", "N", 0...9, default: "none", "the limit")
  private static let mode = CommandOption<Mode>("--mode", "M", default: .fast, "fast or slow")
  private static let names = CommandOption<[String]>("--name", "NAME", "a name; may be repeated")
  private static let kinds = CommandOption<Set<String>>("--kinds", "NAMES", "names")
  private static let force = CommandOption<Bool>("--force", short: "-f", "overwrite")
  private static let spec = CommandSpec(
    name: "test", summary: "Test.", operands: ["INPUT"], minimumOperands: 1,
    options: [rate, count, limit, mode, names, kinds, force], notes: "")

  private func parse(_ words: [String]) throws -> ParsedArguments {
    try ParsedArguments(["in"] + words, for: Self.spec)
  }

  @Test func `without options, each has its default`() throws {
    let arguments = try parse([])
    #expect(arguments[Self.rate] == 5 && arguments[Self.count] == 1 && arguments[Self.limit] == nil)
    #expect(arguments[Self.mode] == .fast && arguments[Self.names] == [] && !arguments[Self.force])
    #expect(arguments[Self.kinds] == [])
    #expect(!arguments.isGiven(Self.rate))
  }

  @Test func `given options are typed values`() throws {
    let arguments = try parse([
      "--rate=0.5", "--count", "8", "--limit", "0", "--mode", "slow", "--name", "a=b", "--name=-c", "-f",
    ])
    #expect(arguments[Self.rate] == 0.5 && arguments[Self.count] == 8 && arguments[Self.limit] == 0)
    #expect(arguments[Self.mode] == .slow && arguments[Self.names] == ["a=b", "-c"] && arguments[Self.force])
    #expect(arguments.isGiven(Self.rate) && arguments.operands == ["in"])
  }

  @Test func `names are separated by commas, and the option may be repeated`() throws {
    #expect(try parse(["--kinds", "a,b c,", "--kinds=b,d"])[Self.kinds] == ["a", "b c", "b", "d"])
  }

  @Test(arguments: [
    ("--count=1.5", "--count takes a whole number from 1 to 8, not '1.5'"),
    ("--count=9", "--count takes a whole number from 1 to 8, not '9'"),
    ("--rate=nan", "--rate takes a number from 0.5 to 240, not 'nan'"),
    ("--rate=", "--rate takes a number from 0.5 to 240, not ''"),
    ("--limit=x", "--limit takes a whole number from 0 to 9, not 'x'"),
    ("--mode=idle", "--mode takes one of fast, slow, not 'idle'"),
    ("--force=1", "--force takes no value"), ("--name", "--name needs a value (NAME)"),
    ("--other", "unknown option '--other'"), ("-x", "unknown option '-x'"),
  ])
  func `a value that an option does not take is refused`(word: String, message: String) throws {
    let error = try #require(throws: UsageError.self) { try parse([word]) }
    #expect(error.description == "\(message); see 'frameveil test --help'")
  }

  @Test func `help names range and default`() {
    let help = Self.spec.help
    for line in [
      "  --rate HZ                 the rate, 0.5 to 240; default: 5\n",
      "  --limit N                 the limit, 0 to 9; default: none\n",
      "  --mode M                  fast or slow; default: fast\n",
      "  -f, --force               overwrite\n",
    ] { #expect(help.contains(line)) }
  }

  @Test func `no command declares a name twice`() {
    for command in Commands.all {
      let names = command.options.flatMap { [$0.usage.name] + [$0.usage.short].compactMap(\.self) }
      #expect(Set(names).count == names.count, "\(command.name)")
    }
  }
}
