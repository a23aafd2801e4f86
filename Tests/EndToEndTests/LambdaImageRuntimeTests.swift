import FrameveilTesting
import Testing

/// `analyze-image` with the local Rekognition, in the Lambda runtime interface emulator, and with wrong settings.
@Suite(.blocking) struct LambdaImageRuntimeTests {
  @Test func `faces and labels are found by the local Rekognition`() throws {
    let api = try ImageAPI()
    let rekognition = try api.localRekognition()
    let (answers, _) = try api.run(
      [api.raw(["features": "faces,labels"]), api.raw(["features": "moderation"], id: "r2")],
      rekognition: rekognition.url)
    #expect(answers.map(\.status) == [200, 502], "it has no model for moderation labels")
    #expect(answers.first?.body["labels"].elements.contains { $0["name"] == "Face" } == true)
    #expect((answers.first?.body["faces"].elements.count ?? 0) >= api.faces.count)
    let seen = try api.covered(api.fetch(answers[0].body["urls"]["hidden"], to: "hidden.jpg"))
    #expect(seen.isHidden, "\(seen)")
  }

  @Test func `it runs in the Lambda runtime interface emulator`() throws {
    let api = try ImageAPI()
    let events = try GatewayEvents.events([api.raw()])
    let run = try LambdaRun.run(
      "analyze-image",
      [
        "emulator": .string("\(Frameveil.repository)/.build/emulator/aws-lambda-rie"),
        "events": .array(events + [[:]]),
      ],
      environment: api.server.environment().merging([
        "AWS_ENDPOINT_URL_REKOGNITION": api.detection.url, "IMAGES_BUCKET": api.bucket,
      ]) { $1 })
    let answers = try #require(run.answers)
    #expect(answers.first?.body["statusCode"] == 200)
    #expect(answers.last?.body["errorType"] == "InvalidInput", "this is no HTTP request")
  }

  private static let starts: [([String: String], String)] = [
    ([:], "IMAGES_BUCKET is not set"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--report r.json"], "--report, which the function sets itself"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--effect paint"], "--effect takes one of"),
    (["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--hide plates"], "--hide plates"),
    (
      ["IMAGES_BUCKET": "b", "IMAGE_OPTIONS": "--effect image --image /nowhere.png"], "there is no such file"
    ),
  ]

  @Test(arguments: starts)
  func `wrong settings end the start`(variables: [String: String], words: String) throws {
    let run = try LambdaRun.run("analyze-image", ["events": []], environment: variables)
    #expect(run.posts?.map(\.path) == ["init/error"])
    #expect(run.posts?.first?.body["errorMessage"].text?.contains(words) == true, "\(run.posts ?? [])")
  }
}
