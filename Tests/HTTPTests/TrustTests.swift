import FrameveilTesting
import HTTP
import Testing

/// Who is believed to be whom.
@Suite(.blocking) struct TrustTests {
  private static let authority = Result { try Authority() }

  private func status(port: Int, _ bundle: CertificateBundle?) async throws -> Int {
    let request = HTTPRequest("GET", "https://127.0.0.1:\(port)/bytes?count=3000000")
    let answer = try await Server.client(bundle).perform(request)
    #expect(answer.body == pattern(3_000_000))
    return answer.status
  }

  private var bundle: CertificateBundle {
    get throws { CertificateBundle(origin: "AWS_CA_BUNDLE", path: try Self.authority.get().certificate) }
  }

  @Test func `an authority from a bundle is trusted`() async throws {
    #expect(try await status(port: Self.authority.get().right, bundle) == 200)
  }

  @Test func `an unknown authority is not`() async throws {
    let port = try Self.authority.get().right
    let error = await failure { _ = try await status(port: port, nil) }
    #expect(error?.code == .untrusted)
    #expect(error?.description.contains("AWS_CA_BUNDLE") == true)
  }

  @Test func `another host's certificate is not`() async throws {
    let port = try Self.authority.get().elsewhere
    #expect(await failure { _ = try await status(port: port, bundle) }?.code == .untrusted)
  }

  @Test func `an expired certificate is not`() async throws {
    let port = try Self.authority.get().expired
    let error = await failure { _ = try await status(port: port, bundle) }
    #expect(error?.code == .untrusted)
    #expect(error?.detail?.contains("expired") == true)
  }

  @Test(arguments: ["missing.pem", "empty.pem", "nonsense.pem"])
  func `a bundle that cannot be read is named with its variable`(name: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write("empty.pem", "")
    try folder.write("nonsense.pem", "this is no certificate\n")
    let port = try Self.authority.get().right
    let bundle = CertificateBundle(origin: "SSL_CERT_FILE", path: folder(name))
    let error = await failure { _ = try await status(port: port, bundle) }
    #expect(error?.code == .configuration)
    #expect(error?.description.contains("\(folder(name)) cannot be read") == true)
    #expect(error?.remedy == "correct SSL_CERT_FILE")
  }

  @Test func `the variables of AWS come before those of OpenSSL`() {
    let both = ["SSL_CERT_FILE": "/b", "AWS_CA_BUNDLE": "/a"]
    #expect(CertificateBundle(environment: both) == CertificateBundle(origin: "AWS_CA_BUNDLE", path: "/a"))
    let other = ["SSL_CERT_FILE": "/b", "AWS_CA_BUNDLE": ""]
    #expect(CertificateBundle(environment: other) == CertificateBundle(origin: "SSL_CERT_FILE", path: "/b"))
    #expect(CertificateBundle(environment: [:]) == nil)
  }

  @Test func `a connection that breaks while TLS is agreed on is broken`() async throws {
    let url = try "https://127.0.0.1:\(Server.closing)/"
    let error = await failure { _ = try await Server.client().perform(HTTPRequest("GET", url)) }
    #expect(error?.code == .broken)
  }
}
