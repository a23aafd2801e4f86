import Synchronization
import Core
import FoundationEssentials
import FrameveilTesting
import LambdaRuntime
import Testing

@testable import Workflow

/// The page at the root of the API.
@Suite(.blocking) struct ImagePageRouteTests {
  private let api: ImageFunction

  init() throws { api = try ImageFunction() }

  @Test(arguments: [
    ("GET /", "/prod/", "prod"), ("GET /", "/mapped/", "$default"), ("$default", "/", "$default"),
    ("$default", "/prod", "prod"), ("ANY /{proxy+}", "/prod/", "prod"),
  ])
  func `the page is served at the root, with a policy that allows nothing else`(
    route: String, path: String, stage: String
  ) async throws {
    let event = HTTPEvents.page(route: route, path: path, stage: stage)
    let bytes = try await JSONHandler(try api.function()).handle(
      Array(JSONEncoder().encode(event)), .test(lines: LogLines()))
    let page = try JSONDecoder().decode(JSON.self, from: Data(bytes))
    #expect(
      page["statusCode"] == 200 && page["headers"]["content-type"] == "text/html; charset=utf-8")
    let policy = try #require(page["headers"]["content-security-policy"].text)
    #expect(
      policy.contains("img-src 'self' blob: data: https://pictures;") && !policy.contains("unsafe"))
    try check(try #require(page["body"].text), against: policy)
    #expect(api.service.asked.withLock { $0.isEmpty } && api.store.keys.isEmpty)
  }

  /// The policy has the hashes of the only script and the only style.
  private func check(_ html: String, against policy: String) throws {
    for element in ["script", "style"] {
      let parts = html.split(separator: "<\(element)>")
      #expect(parts.count == 2, "one \(element) without attributes")
      let content = try #require(parts.last?.split(separator: "</\(element)>").first)
      let hash = Data(SHA256.digest(content.utf8)).base64EncodedString()
      #expect(policy.contains("\(element)-src 'sha256-\(hash)'"))
    }
    #expect(
      !html.contains("{{") && !html.contains(" style=") && !html.contains("http://www.w3.org/1999"))
  }

  @Test(arguments: [
    ("$default", "/images"), ("$default", "/prod/images"), ("$default", "/favicon.ico"),
  ])
  func `GET of another path is refused`(route: String, path: String) async throws {
    let answer = try await api.call(
      api.function(), HTTPEvents.page(route: route, path: path, stage: "prod"))
    #expect(answer.status == 405 && answer.headers["allow"] == "POST")
  }
}
