import FrameveilTesting
import Testing

/// What `analyze-image` refuses.
@Suite(.blocking) struct LambdaImageRefusalTests {
  @Test func `what cannot be analysed is refused, and nothing is called or stored`() throws {
    let api = try ImageAPI()
    let cases = try Self.cases(api)
    let (answers, log) = try api.run(cases.map(\.0), areValid: false)
    for (answer, (request, status, code)) in zip(answers, cases) {
      #expect(answer.status == status && answer.code == code, "\(request): \(answer)")
    }
    #expect(try api.detection.requests().isEmpty)
    #expect(try api.server.keys(api.bucket).isEmpty)
    #expect(log.count { $0["level"] == "WARN" } == cases.count)
    #expect(log.count { $0["ClientErrors"] == 1 } == cases.count)
  }

  /// Requests, and the status and the code of their responses.
  private static func cases(_ api: ImageAPI) throws -> [(JSON, Int, String)] {
    let picture = try bytes(of: api.photograph)
    let cut = try api.folder.write("cut.jpg", picture.prefix(picture.count / 2))
    let damaged = try api.folder.write("damaged.jpg", picture.prefix(picture.count / 2) + [0xFF, 0xD9])
    let text = try api.folder.write("text.jpg", "no picture")
    let large = try api.folder.write("large.jpg", picture + [UInt8](repeating: 0, count: 6 << 20))
    let wide = try ClipMaker.clip(
      "wide.png", ["-f", "lavfi", "-i", "color=size=10002x8", "-frames:v", "1"])
    return [
      (api.raw(path: cut), 422, "InvalidImage"), (api.raw(path: damaged), 422, "InvalidImage"),
      (api.raw(path: text), 415, "UnsupportedMediaType"),
      (api.raw(path: large), 413, "PayloadTooLarge"),
      (api.raw(path: wide, type: "image/png"), 413, "ImageTooLarge"),
      (api.raw(type: "video/mp4"), 415, "UnsupportedMediaType"),
      (api.raw(["hides": "faces"]), 400, "UnknownParameter"),
      (api.raw(["features": "cats"]), 400, "InvalidParameter"),
      (api.raw(["features": "faces,"]), 400, "InvalidParameter"),
      (api.raw(["hide": "heads"]), 400, "InvalidParameter"),
      (
        [
          "json": ["image": ["base64": .string(api.photograph)], "hide": "faces"],
          "params": ["hide": "heads"],
        ],
        400, "InvalidParameter"
      ),
      (api.raw(["effect": "blur"]), 400, "InvalidParameter"),
      (["files": ["a": ["a.txt", .string(text), "text/plain"]]], 415, "UnsupportedMediaType"),
      (
        ["data": ["features": "faces"], "headers": ["Content-Type": "multipart/form-data"]], 400,
        "InvalidMultipart"
      ),
      (["json": ["image": "####"]], 400, "InvalidBase64"), (["json": ["hide": "text"]], 400, "MissingImage"),
      (["text": "####", "headers": ["Content-Type": "text/plain"]], 400, "InvalidBase64"),
    ]
  }

  @Test func `text is hidden by one colour only`() throws {
    let api = try ImageAPI()
    let (answers, _) = try api.run(
      [api.raw(["hide": "text", "effect": "blur"]), api.raw(["hide": "text"], id: "r2")],
      ["IMAGE_OPTIONS": ""])
    #expect(answers.map(\.status) == [400, 200])
    #expect(answers[0].body["error"]["message"].text?.contains("--") == false, "the words are the API's")
    #expect(answers[1].body["hidden"]["effect"] == "solid")
  }

  @Test func `what the operator sets is not a client's to change`() throws {
    let api = try ImageAPI()
    let (others, _) = try api.run(
      [api.raw(["hide": "faces"]), api.raw(id: "r3")], ["IMAGE_OPTIONS": "--hide text,faces"])
    #expect(others.map(\.status) == [400, 200])
    #expect(others[1].body["hidden"]["hide"] == "faces,text")
  }
}
