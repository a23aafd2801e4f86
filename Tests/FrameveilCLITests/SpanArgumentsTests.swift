import Testing

@testable import FrameveilCLI

/// What a plan says of the command line.
@Suite struct SpanArgumentsTests {
  @Test func `a plan has the options that decide, and no secrets`() throws {
    let arguments = try ParsedArguments(
      [
        "a.mp4", "-o", "plan.json", "--spans", "3", "-q", "-d",
        "https://anna:word@host/f.json?X-Amz-Signature=abc",
        "--margin", "0.3", "--no-audio", "--except", "track:1", "--except", "time:1-2",
      ], for: PlanCommand.spec)
    let texts = SpanArguments.texts(arguments)
    #expect(Set(texts.keys) == ["detections", "margin", "no-audio", "except"])
    #expect(texts["except"] == ["track:1", "time:1-2"] && texts["no-audio"] == [])
    let address = try #require(texts["detections"]?.first)
    #expect(address.contains("host/f.json") && !address.contains("abc") && !address.contains("word"))
    #expect(throws: Never.self) {
      try SpanArguments.request(texts, input: .file("a.mp4"), output: .file("b.mp4"))
    }
  }

  @Test func `a flag of a plan without a value is no text of another option`() {
    #expect(throws: UsageError.self) {
      try SpanArguments.request(["margin": []], input: .file("a.mp4"), output: .file("b.mp4"))
    }
    #expect(throws: UsageError.self) {
      try SpanArguments.request(["unknown": ["1"]], input: .file("a.mp4"), output: .file("b.mp4"))
    }
  }
}
