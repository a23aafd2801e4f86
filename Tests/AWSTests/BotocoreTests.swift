import AWS
import Core
import FoundationEssentials
import FrameveilTesting
import Testing

@Suite(.blocking) struct BotocoreTests {
  private struct Signed: Decodable {
    var service, region, key, secret, method, path, query, signature: String
    var token: String?
    var seconds: Int64
    var headers: [[String]]
    var body: [UInt8]
    var isUnsigned: Bool
    var expires: Int?
  }

  @Test func `Random requests are signed as botocore signs them`() throws {
    let judge = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-signatures"
    let lines = try Program([judge, script, "5", "600"]).runTool().split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 600)
    var presigned = 0
    for line in lines {
      let signed = try JSONDecoder().decode(Signed.self, from: Data(line))
      #expect(signature(signed) == signed.signature, "\(signed)")
      presigned += signed.expires == nil ? 0 : 1
    }
    #expect(presigned > 50)
  }

  private func signature(_ signed: Signed) -> String {
    let credentials = AWSCredentials(
      accessKeyID: signed.key, secretAccessKey: signed.secret, sessionToken: signed.token)
    let signer = Signer(credentials: credentials, region: signed.region, service: signed.service)
    let request = SigningRequest(
      method: signed.method, path: signed.path, query: signed.query,
      headers: signed.headers.map { ($0[0], $0[1]) })
    if let expires = signed.expires {
      let query = signer.presignedQuery(for: request, expires: expires, at: signed.seconds)
      return String(query.suffix(64))
    }
    let payload: PayloadHash = signed.isUnsigned ? .unsigned : .sha256(of: signed.body)
    return signer.headers(for: request, payload: payload, at: signed.seconds).last?.value ?? ""
  }
}
