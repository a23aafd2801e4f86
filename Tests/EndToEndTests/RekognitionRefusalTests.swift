import FrameveilTesting
import Testing

/// Command lines that `frameveil rekognition` and `blur --rekognition` refuse.
@Suite(.blocking) struct RekognitionRefusalTests {
  @Test(arguments: [
    ["rekognition", "start", "job1"], ["rekognition", "wait", "s3://bucket/a.mp4"],
    ["rekognition", "get", "job1"], ["rekognition", "list", "job1"],
    ["rekognition", "start", "s3://bucket/a.mp4", "--kind", "search"],
    ["rekognition", "start", "s3://bucket/a.mp4", "--role", "arn:aws:iam::123456789012:role/r"],
    ["blur", "a.mp4", "--rekognition", "-o", "b.mp4"],
    ["blur", "s3://bucket/a.mp4", "--rekognition", "-d", "f.json", "-o", "b.mp4"],
    ["blur", "s3://bucket/a.mp4", "--rekognition", "--hide", "faces,text", "-o", "b.mp4"],
    ["blur", "s3://bucket/a.mp4", "--rekognition", "--only-match", "anna:90", "-o", "b.mp4"],
  ])
  func `an invalid command line is refused before any request`(_ words: [String]) throws {
    #expect(try Frameveil.run(words, environment: Self.settings).code == 64)
  }

  @Test func `the results never overwrite the video`() throws {
    let video = "s3://bucket/a.mp4"
    let outcome = try Frameveil.run(
      ["rekognition", "get", video, "-o", video, "--force"], environment: Self.settings)
    #expect(outcome.code == 73)
    #expect(outcome.errors.contains("is the input itself"), "\(outcome.errors)")
  }

  /// No server listens there: a request would end with code 69.
  private static let settings = [
    "AWS_ACCESS_KEY_ID": "AKIDREK", "AWS_SECRET_ACCESS_KEY": "rek/secret", "AWS_REGION": "eu-central-1",
    "AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1", "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1", "AWS_CONFIG_FILE": "/dev/null",
  ]
}
