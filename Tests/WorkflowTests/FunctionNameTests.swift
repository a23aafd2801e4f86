import Testing
@testable import Workflow

/// Parsing of handler settings.
@Suite struct FunctionNameTests {
  @Test(arguments: [
    ("blur", FunctionName.blur), ("frameveil.blur", .blur), ("record-failure", .recordFailure),
    ("analyze-image", .analyzeImage), ("blur-span", .blurSpan),
  ])
  func `a handler setting selects a function`(handler: String, name: FunctionName) throws {
    #expect(try FunctionName(handler: handler) == name)
  }

  @Test(arguments: ["app.lambda_handler", "", "Blur", "frameveil.", "frameveil.frameveil.blur", "bootstrap"])
  func `unknown handlers are rejected with the valid names`(handler: String) {
    let error = #expect(throws: WorkflowError.self) { try FunctionName(handler: handler) }
    let names =
      "start-face-detection, await-message, resume, check-job-status, get-detections, blur, record-failure"
    #expect(error?.description.contains(names) == true)
    #expect(error?.errorType == "Configuration")
  }
}
