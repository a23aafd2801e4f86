import Testing

@testable import FrameveilCLI

/// The reader of settings files.
@Suite struct FlatJSONTests {
  private func members(_ text: String) throws -> [FlatJSON.Member] {
    try FlatJSON.members(of: Array(text.utf8))
  }

  @Test func `members have their values and lines`() throws {
    let text = """
      {"margin": 0.30, "a\\u00e9\\"": "b\\n\\\\",

       "no-audio" : true,"list":[ "x", -1e3 ],
       "none": []}

      """
    #expect(
      try members(text) == [
        .init(name: "margin", value: .text("0.30"), line: 1),
        .init(name: "aé\"", value: .text("b\n\\"), line: 1),
        .init(name: "no-audio", value: .flag(true), line: 3),
        .init(name: "list", value: .list(["x", "-1e3"]), line: 3),
        .init(name: "none", value: .list([]), line: 4),
      ])
    #expect(try members(" {} ") == [])
  }

  @Test(arguments: [
    ("", 1, "'{'"), ("[]", 1, "'{'"), ("{\n\"a\": {}}", 2, "a text in quotes"),
    ("{\"a\": 1\n\"b\": 2}", 2, "'}'"),
    ("{\"a\": 1,}", 1, "a name in quotes"), ("{\"a\": \"x}", 1, "no closing quote"), ("{\"a\" 1}", 1, "':'"),
    ("{\"a\": null}", 1, "is expected"), ("{\"a\": \"\\q\"}", 1, "no JSON text"),
    ("{}\n{}", 2, "after the object"),
    ("{\"a\": [1, [2]]}", 1, "is expected"), ("{\"a\": \"x\\", 1, "no closing quote"),
    ("{\"a\": 1-2}", 1, "expected"),
  ])
  func `what is no object of options is refused with its line`(text: String, line: Int, words: String) throws
  {
    let error = try #require(throws: FlatJSON.SyntaxError.self) { try members(text) }
    #expect(error.line == line && error.message.contains(words), "\(error)")
  }
}
