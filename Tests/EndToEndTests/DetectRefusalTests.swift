import FrameveilTesting
import Testing

/// Errors of `detect`.
@Suite(.blocking) struct DetectRefusalTests {
  private func refused(
    _ input: String, _ folder: TemporaryFolder, _ options: [String] = [], environment: [String: String] = [:]
  ) throws -> Program.Outcome {
    let outcome = try Frameveil.run(
      ["detect", input, "-o", folder("out.json")] + options, environment: environment)
    #expect(outcome.code != 0)
    #expect(outcome.errorLines.count == 1)
    #expect(!folder.names.contains("out.json"))
    return outcome
  }

  @Test func `a missing model is reported with the searched paths and a remedy`() throws {
    let folder = try TemporaryFolder()
    let program = try folder.share(Frameveil.path)
    let words = [program, "detect", try Clip.ntscWithBFrames.path, "-o", folder("out.json")]
    let outcome = try Program(words).run()
    #expect(outcome.code == 78)
    for word in ["\(folder.path)/centerface.onnx", "share/frameveil", "make model", "--model"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test(arguments: [true, false])
  func `an unknown model file is refused by name`(byOption: Bool) throws {
    let folder = try TemporaryFolder()
    let model = try folder.write("wrong.onnx", "not a net")
    let outcome = try refused(
      Clip.ntscWithBFrames.path, folder, byOption ? ["--model", model] : [],
      environment: byOption ? [:] : ["FRAMEVEIL_MODEL": model])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains(model))
    #expect(outcome.errors.contains("SHA-256"))
  }

  @Test func `a truncated video gives no output`() throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("cut.mp4", bytes(of: Frameveil.sample("faces.mp4")).prefix(200_000))
    let outcome = try refused(input, folder, ["--detect-size", "320"])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("is truncated"))
  }

  @Test(arguments: [
    ["--detect-rate", "0"], ["--detect-size", "10"], ["--min-confidence", "101"], ["--tiles", "2"],
  ])
  func `options out of range are named`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let outcome = try refused(Clip.ntscWithBFrames.path, folder, options)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(options[0]))
  }
}
