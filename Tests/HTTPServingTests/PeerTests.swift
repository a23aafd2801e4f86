import Glibc
@testable import HTTPServing
import Testing

/// Which addresses belong to one peer.
@Suite struct PeerTests {
  private func peer(_ text: String) -> Peer {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(text, nil, &hints, &found) == 0, let found else { return Peer([0]) }
    defer { freeaddrinfo(found) }
    return Peer(found.pointee.ai_addr)
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
    ("::ffff:192.0.2.7", "192.0.2.7", true), ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false),
    ("2001:db8::1", "2001:db8::ffff:1", true), ("2001:db8::1", "2001:db8:0:1::1", false),
  ]) func `a peer is an IPv4 address or an IPv6 network of 64 bits`(
    first: String, second: String, isOne: Bool
  ) {
    #expect((peer(first) == peer(second)) == isOne)
  }
}
