import FrameveilTesting
import Testing

/// The manual pages, judged by mandoc and by man.
@Suite(.blocking) struct ManualTests {
  private static let commands = [
    "", "blur", "review", "verify", "detect", "track", "plan", "join", "rekognition", "serve", "lambda",
    "bench", "profiles",
    "doctor",
    "completions", "manual",
  ]

  @Test(arguments: commands) func `a page has no fault and names all options`(command: String) throws {
    let folder = try TemporaryFolder()
    let words = command.isEmpty ? [] : [command]
    let page = try Frameveil.run(["manual"] + words)
    try #require(page.code == 0 && page.errors == "")
    let file = try folder.write("page.1", page.text)
    let fault = try Program(["mandoc", "-T", "lint", "-W", "warning", file]).run()
    #expect(fault.code == 0 && fault.text == "", "\(fault.text)")
    let shown = try Program(
      ["man", "--warnings", "-P", "cat", file], environment: ["MANWIDTH": "100", "LC_ALL": "C.UTF-8"]
    ).run()
    #expect(shown.code == 0 && shown.errors == "", "\(shown.errors)")
    // Without the overstriking of terminals for bold letters.
    let text = shown.text.replacing(/.\u{8}/, with: "")
    let help = try Frameveil.run(words.isEmpty ? ["--help"] : words + ["--help"]).text
    let names = help.matches(of: /--[a-z0-9-]+/).map { String($0.output) }
    #expect(!names.isEmpty || ["lambda", "profiles", "completions", "manual"].contains(command))
    for name in Set(names) where name != "--version" && name != "--help" {
      #expect(text.contains(name), "\(name)")
    }
    if command.isEmpty {
      for name in Self.commands { #expect(text.contains("frameveil-\(name)") || name.isEmpty) }
    }
  }

  @Test func `the version names the commit, and no time`() throws {
    let text = try Frameveil.run(["--version"]).text
    #expect(
      text.wholeMatch(
        of: /frameveil \d+\.\d+\.\d+( \(commit [0-9a-f]{12}(-dirty)?, \d{4}-\d\d-\d\d\))?\n/) != nil,
      "\(text)")
  }
}
