import Core
import Testing

/// Fault 35: no secret of an address is shown.
@Suite struct RedactedAddressTests {
  private static let secret = "hEmLiG"

  /// Addresses with a secret in each position that may contain one, next to special characters of passwords and
  /// signatures.
  private static let addresses: [String] = {
    let odd = ["", "/", "?", "#", "@", ":", "%2F", "+", "é", "=", "&", "a@b:"]
    let secrets = odd.flatMap { ["\($0)x\(secret)", "x\(secret)\($0)", "x\($0)\(secret)\($0)x"] }
    let hosts = ["example.com", "example.com:8443", "[::1]:80", "127.0.0.1"]
    let names = [
      "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Signature", "sig", "token", "any",
    ]
    var all: [String] = []
    for scheme in ["http", "https", "HTTPS", "ftp", "sftp", "rtsp", "s3"] {
      for host in scheme == "s3" ? ["bucket"] : hosts {
        all += secrets.map { "\(scheme)://user:\($0)@\(host)/v.mp4" }
        all.append("\(scheme)://x\(secret)@\(host)/v.mp4")
        for name in names { all.append("\(scheme)://\(host)/v.mp4?a=1&\(name)=x\(secret)&b=2") }
        if scheme == "s3" { continue }
        all += secrets.map { "\(scheme)://\(host)/v.mp4?\($0)" }
        all += secrets.map { "\(scheme)://\(host)/v.mp4#\($0)" }
        all.append("\(scheme)://\(host)?\(secret)")
      }
    }
    return all
  }()

  @Test func `an address is shown without its secrets, and with its host`() {
    for address in Self.addresses {
      let shown = RedactedAddress.text(address)
      #expect(!shown.contains(Self.secret), "\(address) is shown as \(shown)")
      #expect(["example.com", "[::1]", "127.0.0.1", "bucket"].contains(where: shown.contains), "\(shown)")
      #expect(RedactedAddress.text(shown) == shown)
      #expect(!RedactedAddress.name(address).contains(Self.secret))
    }
  }

  @Test func `a text is shown without the secrets of the addresses in it`() {
    for address in Self.addresses {
      for text in ["\(address)", "'\(address)': no", "no (see \(address))", "\(address): no; \(address)."] {
        #expect(!RedactedAddress.redactingSecrets(in: text).contains(Self.secret), "\(text)")
      }
    }
  }

  @Test(
    arguments: [
      ("https://u:p@h/a.mp4?s=1: cannot be read; look", "https://h/a.mp4: cannot be read; look"),
      ("'http://h:80/a' and s3://b/k?versionId=3.", "'http://h:80/a' and s3://b/k?versionId=3."),
      ("no address: a/b, c@d", "no address: a/b, c@d"), ("", ""), ("://", "://"),
      ("proxy 'http://u:p@proxy:3128' fails", "proxy 'http://proxy:3128' fails"),
    ])
  func `the rest of a text is unchanged`(text: String, shown: String) {
    #expect(RedactedAddress.redactingSecrets(in: text) == shown)
  }

  @Test(
    arguments: [
      "in.mp4", "/a/b?c=d#e", "user@host:x", "-", "s3://bucket/what?.mp4", "s3://bucket/a#b",
      "s3://bucket/k?versionId=x.y", "https://host/a@b/c", "http://[::1]:80/a",
    ])
  func `an address without secrets is unchanged`(address: String) {
    #expect(RedactedAddress.text(address) == address)
  }

  @Test(
    arguments: [
      ("https://h/a/v.mp4?sig=x/y.mov", "v.mp4"), ("s3://b/a/v.mp4?versionId=1", "v.mp4"),
      ("/a/b.mp4", "b.mp4"),
    ])
  func `the file name of an address`(address: String, name: String) {
    #expect(RedactedAddress.name(address) == name)
  }

  @Test(
    arguments: [
      ("https://h/a/v.MP4?sig=x/y.mov", "mp4"), ("s3://b/a?b&c=%2F#.mp4", "mp4"), ("out", ""),
      ("a.b/out", ""),
      ("s3://b/v.mp4?versionId=x.mov", "mp4"), ("a/b.c.json", "json"), ("https://h.com", "com"),
    ])
  func `the file name extension of an address`(address: String, ending: String) {
    #expect(RedactedAddress.ending(address) == ending)
  }
}
