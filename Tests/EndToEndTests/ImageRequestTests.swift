import FoundationEssentials
import FrameveilTesting
import Testing

/// Requests that schemathesis makes from docs/image-api.yaml, to the function in AWS's Lambda emulator: valid ones are
/// accepted, others refused, and all responses are as described. Settings: Tests/Stack/image-requests.toml.
@Suite(.blocking) struct ImageRequestTests {
  @Test(arguments: [false, true])
  func `generated requests are answered as the API is described`(areDamaged: Bool) throws {
    let api = try ImageAPI()
    let gateway = try api.gateway(["IMAGE_OPTIONS": ""])
    let images = try ["small.jpg", "small.png"].map {
      try ClipMaker.clip($0, ["-f", "lavfi", "-i", "testsrc=size=96x80", "-frames:v", "1", "-bitexact"])
    }
    var environment = ["IMAGES": images.joined(separator: ":")]
    var words = ["--phases", "coverage,fuzzing"]
    if areDamaged {
      environment["DAMAGED"] = "1"
      words = ["--phases", "fuzzing", "--exclude-checks", "positive_data_acceptance"]
    }
    let folder = Frameveil.repository
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = api.folder("hypothesis")
    environment["SCHEMATHESIS_HOOKS"] = "\(folder)/Tests/Stack/image_requests.py"
    let report = api.folder("report.json")
    let outcome = try Program(
      [
        "\(folder)/.build/schemathesis/bin/schemathesis", "--config-file",
        "\(folder)/Tests/Stack/image-requests.toml", "--no-color", "run", "\(folder)/docs/image-api.yaml",
        "--url", gateway.url, "--report-json-path", report,
      ] + words, environment: environment
    ).run()
    try #require(outcome.code == 0, "\(outcome.text)\n\(outcome.errors)")
    let seen = try JSONDecoder().decode(JSON.self, from: Data(bytes(of: report)))
    let rates = seen["valid_rates"]["POST /images"]["fuzzing"]
    let (accepted, rejected) = (rates["accepted"].int ?? 0, rates["rejected"].int ?? 0)
    #expect(accepted > 10 && (rejected > 20) == areDamaged, "\(rates)")
    // The function lives, and each image that it refused is no fault of Rekognition or S3.
    #expect(try !api.server.keys(api.bucket).isEmpty)
  }
}
