import AWS
import Core
import Testing

@Suite struct VectorTests {
  /// 2015-08-30, 12:36 in UTC.
  private static let seconds: Int64 = 1_440_938_160
  private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

  @Test func `AWS's test vectors are installed`() {
    #expect(Vector.all.count == 34, "run scripts/install-judges, which puts them into \(Vector.folder)")
  }

  @Test(arguments: Vector.all) func `Each signing step equals AWS's test vector`(vector: Vector) throws {
    let names = Set(vector.request.headers.map { $0.name.lowercased() }).sorted()
    let scope = SigningScope(at: Self.seconds, region: "us-east-1", service: "service")
    let canonical = SignatureV4.canonicalRequest(
      vector.request, signedHeaders: names, payload: .sha256(of: vector.body), encodesPathTwice: true)
    #expect(try canonical == vector.expected("creq"))
    let text = SignatureV4.stringToSign(canonicalRequest: canonical, scope: scope)
    #expect(try text == vector.expected("sts"))
    let key = SignatureV4.signingKey(secretAccessKey: Self.secret, scope: scope)
    let authorization = SignatureV4.authorization(
      accessKeyID: "AKIDEXAMPLE", scope: scope, signedHeaders: names,
      signature: SignatureV4.signature(of: text, key: key))
    #expect(try authorization == vector.expected("authz"))
  }

  @Test(arguments: Vector.all) func `The signer adds the headers of AWS's test vectors`(vector: Vector) throws
  {
    let credentials = AWSCredentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: vector.token)
    var request = vector.request
    request.headers.removeAll { ["X-Amz-Date", "X-Amz-Security-Token"].contains($0.name) }
    let added = Signer(credentials: credentials, region: "us-east-1", service: "service")
      .headers(for: request, payload: .sha256(of: vector.body), at: Self.seconds)
    #expect(try added.last?.value == vector.expected("authz"))
    #expect(added.first { $0.name == "X-Amz-Security-Token" }?.value == vector.token)
    // The signature verifies, and signing a request that is already signed gives the same signature.
    let sent = SigningRequest(
      method: request.method, path: request.path, query: request.query, headers: request.headers + added)
    try ReceivedSignature(sent).verify(
      sent, payload: .sha256(of: vector.body), credentials: credentials, now: Self.seconds + 899)
    let again = Signer(credentials: credentials, region: "us-east-1", service: "service")
      .headers(for: sent, payload: .sha256(of: vector.body), at: Self.seconds)
    #expect(again.last?.value == added.last?.value)
  }
}
