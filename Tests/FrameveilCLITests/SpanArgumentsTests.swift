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

/// `--span` in an array of jobs.
@Suite struct SpanNumberTests {
  @Test func `the number is given, or that of the job`() throws {
    #expect(try SpanNumber("7").value == 7)
    for name in ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"] {
      #expect(try SpanNumber("job") { $0 == name ? "4" : nil }.value == 5)
    }
    for text in ["0", "-1", "x", "1000001", ""] {
      #expect(throws: UsageError.self) { try SpanNumber(text) }
    }
    for index in [nil, "", "-1", "x"] {
      #expect(throws: UsageError.self) { try SpanNumber("job") { _ in index } }
    }
  }

  @Test func `only jobs of an array may be more than there are spans`() throws {
    #expect(try SpanNumber("3").index(of: 3, in: .file("plan.json"), command: "blur") == 2)
    #expect(throws: UsageError.self) {
      try SpanNumber("4").index(of: 3, in: .file("plan.json"), command: "blur")
    }
    let job = try SpanNumber("job") { _ in "3" }
    #expect(try job.index(of: 3, in: .file("plan.json"), command: "blur") == nil)
    #expect(try SpanArguments.output("s3://work/{span}.piece", ofSpan: 4) == Address("s3://work/4.piece"))
  }
}
