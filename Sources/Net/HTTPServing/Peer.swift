import CMicroHTTP
import Glibc

/// The peer of a connection: an IPv4 address, or the /64 prefix of an IPv6 address, which usually identifies one site.
struct Peer: Hashable {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(_ address: UnsafePointer<sockaddr>?) {
    bytes = UnsafeRawPointer(address).map(Self.network) ?? []
  }

  private static func network(_ address: UnsafeRawPointer) -> [UInt8] {
    switch Int32(address.load(as: sockaddr.self).sa_family) {
    case AF_INET:
      return withUnsafeBytes(of: address.load(as: sockaddr_in.self).sin_addr) { Array($0) }
    case AF_INET6:
      let bytes = withUnsafeBytes(of: address.load(as: sockaddr_in6.self).sin6_addr) { Array($0) }
      // IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
      let isMapped = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
      return Array(isMapped ? bytes[12...] : bytes[..<8])
    default: return []
    }
  }
}
