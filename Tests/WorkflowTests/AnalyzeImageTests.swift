import Rekognition
import S3
import Synchronization
import Detections
import FoundationEssentials
import FrameveilTesting
import Testing

@testable import Workflow

/// What the function behind the API answers and stores.
@Suite(.blocking) struct AnalyzeImageTests {
  private let api: ImageFunction

  init() throws { api = try ImageFunction() }

  @Test func `the response has what each operation found`() async throws {
    let body = try await analysis().body
    #expect(body["schema"] == "frameveil-image-analysis" && body["version"] == 1)
    #expect(body["requestId"] == "request-1" && body["id"].text?.utf8.count == 32)
    #expect(
      body["image"] == [
        "format": "jpeg", "width": 96, "height": 80, "bytes": .integer(api.picture.count),
      ])
    #expect(body["features"] == ["labels", "faces", "text", "moderation"])
    #expect(body["labels"].elements.map { $0["name"] } == ["Car"])
    #expect(
      body["faces"].elements.first?["box"] == [
        "left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4,
      ])
    #expect(body["text"].elements.first?["type"] == "line")
    #expect(body["moderation"].elements.first?["parent"] == "Violence")
    #expect(body["models"] == ["labels": "3.0", "text": "3.1", "moderation": "7.0"])
    #expect(body["hidden"]["notes"] == ["a note"] && body["hidden"]["hide"] == "faces")
  }

  @Test func `the hidden image and then the result are stored, and have URLs`() async throws {
    let body = try await analysis().body
    let folder = "images/\(try #require(body["id"].text))"
    #expect(api.store.keys == ["\(folder)/hidden.jpg", "\(folder)/result.json"])
    #expect(
      api.store.changes.withLock { $0.last } == "+\(folder)/result.json",
      "the result is written last")
    #expect(body["urls"]["hidden"] == .string("https://pictures/\(folder)/hidden.jpg?expires=600"))
    #expect(body["urls"]["original"] == .null)
    #expect(body["urls"]["expires"] == "1970-01-01T00:10:00.000Z")
    let stored = try JSONDecoder().decode(
      JSON.self, from: Data(api.store["\(folder)/result.json"]?.bytes ?? []))
    #expect(stored["urls"] == .null && stored["faces"] == body["faces"])
    #expect(api.store["\(folder)/hidden.jpg"]?.properties.contentType == "image/jpeg")
  }

  @Test func `the log has counts and times, and nothing of what is in the image`() async throws {
    let lines = LogLines()
    #expect(try await analysis(lines).status == 200)
    #expect(lines.text.contains(#""faces":1,"texts":1,"moderation":1,"regions":1"#))
    #expect(lines.text.contains(#""Name":"RekognitionSeconds""#))
    for secret in ["SECRET", "Weapons", "Car"] { #expect(!lines.text.contains(secret)) }
  }

  private func analysis(_ lines: LogLines = LogLines()) async throws -> ImageFunction.Answer {
    let features = ["features": "faces,labels,text,moderation"]
    return try await api.call(
      api.function(), HTTPEvents.event(api.picture, query: features), lines: lines)
  }

  @Test func `what is asked for is called at once, and what has to be hidden as well`() async throws {
    // No call returns before all three have come.
    let service = MemoryImageDetection(together: 3)
    let answer = try await api.call(
      api.function(service: service),
      HTTPEvents.event(
        api.picture, query: ["features": "labels", "hide": "text,moderation", "effect": "solid"]))
    #expect(answer.body["features"] == ["labels", "text", "moderation"])
    #expect(answer.body["faces"] == .null)
    #expect(Set(service.asked.withLock { $0.map(\.operation) }) == [.labels, .text, .moderation])
    let asked = api.redactor.asked.withLock { $0 }
    #expect(
      asked.first?.plan
        == ImageRedaction(hide: Subjects(text: true, moderation: true), effect: "solid"))
    #expect(asked.first?.responses.count == 2, "the redactor gets the responses that it needs")
  }
}
