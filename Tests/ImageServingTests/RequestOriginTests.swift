import HTTP
import HTTPServing
@testable import ImageServing
import Testing
import Workflow

/// Which requests a server accepts, by the name that they ask for and the page that sends them.
@Suite struct RequestOriginTests {
  private func origin(
    _ address: String, host: [String], from sender: String? = nil, publicOrigin: String? = nil
  ) throws -> String {
    var headers = HTTPHeaders()
    for value in host { headers.add("Host", value) }
    if let sender { headers.add("Origin", sender) }
    let request = ServedRequest(method: "POST", path: "/images", headers: headers)
    return try RequestOrigin(listeningAt: address, publicOrigin: publicOrigin).origin(of: request)
  }

  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1:8080"), ("127.0.0.1:8080", "LocalHost:8080"),
    ("127.0.0.1:8080", "[::1]:8080"), ("[::1]:80", "localhost"), ("127.0.0.2:9", "127.0.0.2:9"),
    ("0.0.0.0:8080", "server.example:8080"), ("192.0.2.1:80", "server.example"),
  ])
  func `a name of the server is the origin of its URLs`(address: String, host: String) throws {
    #expect(try origin(address, host: [host]) == "http://\(host.lowercased())")
    #expect(try origin(address, host: [host], from: "http://\(host)") == "http://\(host.lowercased())")
  }

  @Test(arguments: [
    ("127.0.0.1:8080", ["evil.example:8080"]), ("127.0.0.1:8080", ["127.0.0.1"]),
    ("127.0.0.1:8080", ["127.0.0.1:8081"]), ("127.0.0.1:8080", ["localhost.evil.example:8080"]),
    ("127.0.0.1:8080", []), ("127.0.0.1:8080", ["127.0.0.1:8080", "evil.example"]),
    ("[::1]:80", ["evil.example"]), ("0.0.0.0:8080", ["a b"]), ("0.0.0.0:8080", ["a;x:8080"]),
  ])
  func `another name is refused`(address: String, host: [String]) {
    let error = #expect(throws: HTTPFailure.self) { try origin(address, host: host) }
    #expect(error?.status == 403 && error?.code == "ForbiddenHost")
  }

  @Test(arguments: [
    "http://evil.example", "null", "https://127.0.0.1:8080", "http://127.0.0.1:8081", "http://127.0.0.1",
    "http://127.0.0.1:8080.evil.example", "",
  ])
  func `a page of another origin is refused`(sender: String) {
    let error = #expect(throws: HTTPFailure.self) {
      try origin("127.0.0.1:8080", host: ["127.0.0.1:8080"], from: sender)
    }
    #expect(error?.status == 403 && error?.code == "ForbiddenOrigin")
  }

  @Test func `a proxy has the origin that is named`() throws {
    let name = "https://images.example"
    for host in ["images.example", "127.0.0.1:8080"] {
      for sender in [nil, name] {
        #expect(try origin("127.0.0.1:8080", host: [host], from: sender, publicOrigin: name) == name)
      }
    }
    for address in ["127.0.0.1:8080", "0.0.0.0:8080"] {
      #expect(throws: HTTPFailure.self) { try origin(address, host: ["other.example"], publicOrigin: name) }
    }
    #expect(try origin("192.0.2.1:8080", host: ["192.0.2.1:8080"], publicOrigin: name) == name)
    #expect(throws: HTTPFailure.self) {
      try origin("0.0.0.0:8080", host: ["images.example"], from: "https://evil.example", publicOrigin: name)
    }
  }
}
