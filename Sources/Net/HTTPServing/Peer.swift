import CMicroHTTP
import Glibc

/// Whose connection it is: an IPv4 address, or the 64 bits of an IPv6 address that a customer of a provider has.
struct Peer: Hashable {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads a socket's address.
  init(_ address: UnsafePointer<sockaddr>?) {
    bytes = UnsafeRawPointer(address).map(Self.network) ?? []
  }

  private static func network(_ address: UnsafeRawPointer) -> [UInt8] {
    switch Int32(address.load(as: sockaddr.self).sa_family) {
    case AF_INET:
      return withUnsafeBytes(of: address.load(as: sockaddr_in.self).sin_addr) { Array($0) }
    case AF_INET6:
      let bytes = withUnsafeBytes(of: address.load(as: sockaddr_in6.self).sin6_addr) { Array($0) }
      // An IPv4 address in IPv6's clothes (RFC 4291, section 2.5.5.2).
      let isMapped = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
      return Array(isMapped ? bytes[12...] : bytes[..<8])
    default: return []
    }
  }
}
