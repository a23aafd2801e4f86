import FrameveilTesting
import Testing

/// `blur` without the runtime or the model that a subject needs.
@Suite(.blocking) struct ModelRefusalTests {
  /// Blurs the sample, which must be refused as badly configured, without an output.
  private func refusal(_ options: [String], environment: [String: String] = [:]) throws -> String {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(
      ["blur", Frameveil.sample("faces.mp4"), "-o", folder("out.mkv")] + options, environment: environment)
    #expect(outcome.code == 78, "\(outcome.errors)")
    #expect(folder.names.isEmpty)
    return outcome.errors
  }

  @Test(arguments: [
    ("text", "text"), ("faces,text", "text"), ("persons", "person"), ("faces,persons", "person"),
    ("heads", "person"),
  ])
  func `a runtime that cannot load the network is refused before the first frame`(
    hidden: String, detector: String
  ) throws {
    let errors = try refusal(["--hide", hidden, "--detect-runtime", "opencv"])
    #expect(errors.contains("the \(detector) detector needs OpenVINO"), "\(errors)")
  }

  @Test(arguments: [
    ("text", "FRAMEVEIL_TEXT_MODEL", "text"), ("persons", "FRAMEVEIL_PERSON_MODEL", "person"),
  ])
  func `a model that is missing is named, with the remedy`(hidden: String, variable: String, model: String)
    throws
  {
    let errors = try refusal(["--hide", hidden], environment: [variable: "/none/model.file"])
    for word in ["/none/model.file", "\(model) detection model", "make model"] {
      #expect(errors.contains(word), "\(errors)")
    }
  }
}
