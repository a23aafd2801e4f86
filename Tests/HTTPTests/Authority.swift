import FrameveilTesting
import HTTP

/// A certificate authority and a TLS server with its certificates, created by openssl when the tests run.
final class Authority: Sendable {
  /// The ports of servers with a certificate for 127.0.0.1, for another host, and an expired one.
  let right: Int
  let elsewhere: Int
  let expired: Int
  /// The file of the CA certificate.
  let certificate: String
  private let server: LocalServer
  private let folder: TemporaryFolder

  init() throws {
    let folder = try TemporaryFolder()
    let certificate = folder("ca.pem")
    try openssl(
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"]
        + ["-subj", "/CN=Test Authority", "-keyout", folder("ca.key"), "-out", certificate])
    let pairs = try [
      ("right", "IP:127.0.0.1", ["-days", "2"]), ("elsewhere", "DNS:example.com", ["-days", "2"]),
      ("expired", "IP:127.0.0.1", ["-days", "-1"]),
    ].flatMap { try sign(in: folder, $0, $1, $2) }
    server = try LocalServer(["python3", Server.script] + pairs)
    (right, elsewhere, expired) = (server.ports[3], server.ports[4], server.ports[5])
    (self.folder, self.certificate) = (folder, certificate)
  }
}

/// Creates a certificate signed by the CA. Returns the paths of certificate and key.
private func sign(in folder: TemporaryFolder, _ name: String, _ host: String, _ days: [String]) throws
  -> [String]
{
  let (key, wanted, certificate) = (folder("\(name).key"), folder("\(name).csr"), folder("\(name).pem"))
  try openssl(
    ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj", "/CN=\(name)"]
      + ["-keyout", key, "-out", wanted])
  let extensions = try folder.write("\(name).ext", "subjectAltName=\(host)\n")
  try openssl(
    ["x509", "-req", "-in", wanted, "-CA", folder("ca.pem"), "-CAkey", folder("ca.key"), "-CAcreateserial"]
      + ["-extfile", extensions, "-out", certificate] + days)
  return [certificate, key]
}

private func openssl(_ arguments: [String]) throws { try Program(["openssl"] + arguments).runTool() }
