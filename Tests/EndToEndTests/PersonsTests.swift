import FrameveilTesting
import Testing

/// `blur --hide persons` with the embedded person detector.
@Suite(.blocking) struct PersonsTests {
  /// Five frames of the sample, lossless.
  private static func clip() throws -> String {
    try ClipMaker.clip(
      "persons.mkv",
      [
        "-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "5", "-an", "-vf", "scale=640:360",
        "-c:v", "ffv1",
      ])
  }

  @Test(arguments: [
    (["--hide", "persons", "--detect-runtime", "opencv"], "the person detector needs OpenVINO"),
    (["--hide", "faces,persons", "--detect-runtime", "opencv"], "the person detector needs OpenVINO"),
  ])
  func `a runtime that cannot read the network is refused before the first frame`(
    options: [String], words: String
  )
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(["blur", Self.clip(), "-o", folder("out.mkv")] + options)
    #expect(outcome.code == 78 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test func `a model that is missing is named, with the remedy`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(
      ["blur", Self.clip(), "--hide", "persons", "-o", folder("out.mkv")],
      environment: ["FRAMEVEIL_PERSON_MODEL": folder("none.pb")])
    #expect(outcome.code == 78, "\(outcome.errors)")
    for word in ["none.pb", "person detection model", "make model"] { #expect(outcome.errors.contains(word)) }
  }
}
