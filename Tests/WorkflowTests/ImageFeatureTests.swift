import FrameveilTesting
import Rekognition
import Synchronization
import Testing

@testable import Workflow

/// Features that the service cannot look for.
@Suite(.blocking) struct ImageFeatureTests {
  @Test func `what the service cannot look for is refused by name, and is not looked for by itself`()
    async throws
  {
    let api = try ImageFunction()
    let service = MemoryImageDetection(obstacles: [.text: "there is no model", .moderation: "there is none"])
    let function = try api.function(service: service)
    let standard = try await api.call(function, HTTPEvents.event(api.picture))
    #expect(standard.body["features"] == ["labels", "faces"])
    let refused = [["features": "faces,text"], ["hide": "faces,text"], ["features": "moderation"]]
    for (index, query) in refused.enumerated() {
      let answer = try await api.call(
        function, HTTPEvents.event(api.picture, query: query, requestID: "r\(index)"))
      #expect(answer.status == 422 && answer.body["error"]["code"] == "FeatureUnavailable")
      let name = index < 2 ? "text: there is no model;" : "moderation: there is none;"
      #expect(answer.body["error"]["message"].text?.contains(name) == true)
    }
    #expect(service.asked.withLock { $0.count } == 2)
    let get = try HTTPEvents.decoded(HTTPEvents.page(route: "GET /", path: "/", stage: "$default"))
    let page = try await function.handle(get, .test(lines: LogLines()))
    #expect(page.body.contains(#"data-unavailable="text moderation""#))
    #expect(page.body.contains("<p>The test looks at the picture."))
  }
}
