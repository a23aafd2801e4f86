import FrameveilTesting
import Testing

/// Errors at the start of `serve`.
@Suite(.blocking) struct ServeRefusalTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func serve(_ options: [String], key: String = "AKID", secret: String = "hidden") throws
    -> Program.Outcome
  {
    try Frameveil.run(
      ["serve"] + options, environment: ["AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret])
  }

  @Test(arguments: [
    ([], "say what to serve: --rekognition, --images or both", 64),
    (["--images"], "--images needs --store DIR", 64),
    (["--images", "--store", "FOLDER", "--jobs", "2"], "--jobs is for --rekognition", 64),
    (["--rekognition", "--folder", "FOLDER", "--store", "FOLDER"], "--store is for --images", 64),
    (["--images", "--store", "FOLDER/none"], "is no folder that can be opened", 66),
    (["--images", "--store", "FOLDER", "--public-url", "images.example"], "--public-url takes scheme", 64),
    (
      ["--images", "--store", "FOLDER", "--image-options", "--report r.json"],
      "--image-options contains --report, which the function sets itself", 78
    ),
    (["--images", "--store", "FOLDER", "--image-options", "--effect paint"], "--effect takes one of", 64),
    (["--rekognition"], "list each bucket that they may read with --bucket NAME", 64),
    (["--rekognition", "--bucket", "*"], "--bucket takes the name of one bucket, not '*'", 64),
    (["--rekognition", "--bucket", "videos/*"], "--bucket takes the name of one bucket", 64),
    (
      ["--rekognition", "--folder", "FOLDER", "--topic", "arn:aws:sns:eu-west-1:123456789012:*"],
      "--topic takes the ARN of one topic", 64
    ),
    (["--rekognition", "--folder", "FOLDER", "--jobs", "21"], "--jobs takes a whole number from 0", 64),
    (["--rekognition", "--folder", "FOLDER", "--listen", "8080"], "8080: is not ADDRESS:PORT", 64),
    (
      ["--rekognition", "--folder", "FOLDER", "--listen", "203.0.113.1:0"],
      "is not an address of this machine", 69
    ),
    (["--rekognition", "--folder", "FOLDER/none"], "there is no such file", 66),
    (["--rekognition", "--folder", "FOLDER", "--keys", "FOLDER/none"], "there is no such file", 66),
    (["--rekognition", "--folder", "FOLDER", "--keys", "FOLDER/empty"], "contains no key", 78),
    (
      ["--rekognition", "--folder", "FOLDER", "--keys", "FOLDER/broken"],
      "broken:3: a line must be ID:SECRET", 78
    ),
    (["--rekognition", "--folder", "FOLDER", "--model", "FOLDER/empty"], "not the face detection model", 78),
    (["--rekognition", "--folder", "FOLDER", "extra"], "unexpected operand 'extra'", 64),
  ])
  func `errors have a message and the documented exit code`(options: [String], words: String, code: Int32)
    throws
  {
    try folder.write("empty", "# none\n")
    try folder.write("broken", "# keys\nAKID:hidden\nhidden\n")
    let outcome = try serve(options.map { $0.replacing("FOLDER", with: folder.path) })
    #expect(outcome.code == code)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.output.isEmpty)
    #expect(!outcome.errors.contains("hidden"))
  }

  @Test func `an access key is required`() throws {
    for (key, secret) in [("", "hidden"), ("AKID", "")] {
      let outcome = try serve(["--rekognition", "--folder", folder.path], key: key, secret: secret)
      #expect(outcome.code == 78)
      #expect(outcome.errors.contains("AWS_ACCESS_KEY_ID") && outcome.errors.contains("--keys FILE"))
    }
  }

  @Test func `an address in use is reported`() throws {
    let words = [Frameveil.path, "serve", "--rekognition", "--folder", folder.path, "--listen"]
    let keys = try folder.write("keys", "AKID:hidden:token\r\n")
    let first = try Server(words + ["127.0.0.1:0", "--keys", keys])
    let outcome = try serve(
      ["--rekognition", "--folder", folder.path, "--listen", String(first.url.dropFirst("http://".count))])
    #expect(outcome.code == 69)
    #expect(outcome.errors.contains("is already in use"))
    #expect(first.end() == 0)
  }
}
