import FrameveilTesting
import HTTP
import Testing

/// TLS certificate verification.
@Suite(.blocking) struct CertificateTests {
  private static let authority = Result { try Authority() }

  private func status(port: Int, _ bundle: CertificateBundle?) async throws -> Int {
    let request = HTTPRequest("GET", "https://127.0.0.1:\(port)/bytes?count=3000000")
    let response = try await Server.client(bundle).perform(request)
    #expect(response.body == pattern(3_000_000))
    return response.status
  }

  private var bundle: CertificateBundle {
    get throws { CertificateBundle(origin: "AWS_CA_BUNDLE", path: try Self.authority.get().certificate) }
  }

  @Test func `a CA from a bundle is trusted`() async throws {
    #expect(try await status(port: Self.authority.get().right, bundle) == 200)
  }

  @Test func `an unknown CA is not trusted`() async throws {
    let port = try Self.authority.get().right
    let error = await failure { _ = try await status(port: port, nil) }
    #expect(error?.code == .untrusted)
    #expect(error?.description.contains("AWS_CA_BUNDLE") == true)
  }

  @Test func `a certificate for another host is rejected`() async throws {
    let port = try Self.authority.get().elsewhere
    #expect(await failure { _ = try await status(port: port, bundle) }?.code == .untrusted)
  }

  @Test func `an expired certificate is rejected`() async throws {
    let port = try Self.authority.get().expired
    let error = await failure { _ = try await status(port: port, bundle) }
    #expect(error?.code == .untrusted)
    #expect(error?.detail?.contains("expired") == true)
  }

  @Test(arguments: ["missing.pem", "empty.pem", "nonsense.pem"])
  func `an invalid bundle is reported with its variable`(name: String) async throws {
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

  @Test func `AWS_CA_BUNDLE takes precedence over SSL_CERT_FILE`() {
    let both = ["SSL_CERT_FILE": "/b", "AWS_CA_BUNDLE": "/a"]
    #expect(CertificateBundle(environment: both) == CertificateBundle(origin: "AWS_CA_BUNDLE", path: "/a"))
    let other = ["SSL_CERT_FILE": "/b", "AWS_CA_BUNDLE": ""]
    #expect(CertificateBundle(environment: other) == CertificateBundle(origin: "SSL_CERT_FILE", path: "/b"))
    #expect(CertificateBundle(environment: [:]) == nil)
  }

  @Test func `a connection that breaks during the TLS handshake is reported as broken`() async throws {
    let url = try "https://127.0.0.1:\(Server.closing)/"
    let error = await failure { _ = try await Server.client().perform(HTTPRequest("GET", url)) }
    #expect(error?.code == .broken)
  }
}
