import Testing

@testable import FaceDetection

/// The detectors that only OpenVINO can run.
@Suite struct DetectorRefusalTests {
  @Test(arguments: [ModelFile.Identity.text, .person])
  func `a runtime that cannot load the network is refused by name`(model: ModelFile.Identity) throws {
    let error = try #require(throws: InferenceRuntimeError.self) {
      let runtime = InferenceRuntime.openCV(reason: "OpenVINO was not found")
      try model == .text ? TextDetector.check(runtime) : PersonDetector.check(runtime)
    }
    for words in ["\(model) detector", "OpenVINO was not found"] { #expect("\(error)".contains(words)) }
  }
}
