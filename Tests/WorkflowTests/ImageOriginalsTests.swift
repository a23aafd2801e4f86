import AWS
import S3
import Synchronization
import FrameveilTesting
import Rekognition
import Testing

@testable import Workflow

/// Originals in the bucket: those that are kept, and those that Rekognition reads there.
@Suite(.blocking) struct ImageOriginalsTests {
  private let api: ImageFunction

  init() throws { api = try ImageFunction() }

  @Test func `originals are kept if that is set`() async throws {
    let answer = try await api.call(
      api.function(["KEEP_ORIGINALS": "true", "IMAGES_PREFIX": "/a/b/"]),
      HTTPEvents.event(api.picture))
    let key = try #require(answer.body["objects"]["original"].text)
    #expect(key.hasPrefix("a/b/") && key.hasSuffix("/original.jpg"))
    #expect(api.store[key]?.bytes == api.picture)
    #expect(api.store[key]?.properties.tags == ["frameveil": "original"])
    #expect(answer.body["urls"]["original"].text?.contains(key) == true)
  }

  @Test(arguments: [false, true])
  func `what is too large for a request is read from the bucket`(keeps: Bool) async throws {
    let large = try HTTPEvents.largePicture(RekognitionImage.maxBytes)
    let answer = try await api.call(
      api.function(["KEEP_ORIGINALS": keeps ? "true" : "false"]), HTTPEvents.event(large))
    #expect(answer.status == 200)
    let asked = api.service.asked.withLock { $0 }
    #expect(asked.count == 3)
    for (_, image) in asked {
      guard case .object(let object) = image else {
        Issue.record("sent as bytes")
        continue
      }
      #expect(object.key.contains(keeps ? "/original.jpg" : "/upload-"))
      #expect((api.store[object.key] != nil) == keeps, "it is deleted unless originals are kept")
    }
    #expect(api.store.keys.count == (keeps ? 3 : 2))
  }

  @Test func `the upload is deleted after a failure, too, and a deletion that fails is logged`()
    async throws
  {
    let large = try HTTPEvents.largePicture(RekognitionImage.maxBytes)
    let service = MemoryImageDetection(error: ServiceFailure("Any"))
    let answer = try await api.call(api.function(service: service), HTTPEvents.event(large))
    #expect(answer.status == 500)
    #expect(api.store.keys.isEmpty && api.store.changes.withLock { $0.count } == 2)
    let lines = LogLines()
    let stuck = MemoryImages(broken: ["delete": ServiceFailure("Any")])
    let other = try await api.call(
      api.function(store: stuck), HTTPEvents.event(large), lines: lines)
    #expect(other.status == 200)
    #expect(lines.text.contains("was not deleted"))
  }
}
