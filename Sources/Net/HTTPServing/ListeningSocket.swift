import Glibc

/// A listening TCP socket, closed when it is released.
struct ListeningSocket: ~Copyable {
  let descriptor: Int32
  /// The bound address with the actual port: `127.0.0.1:8080` or `[::1]:8080`.
  let address: String

  /// The length of the accept queue; the kernel's limit (net.core.somaxconn) may be lower.
  private static let backlog: Int32 = 1024

  /// Binds to `ADDRESS:PORT` and listens. IPv6 addresses are in brackets; port 0 selects a free port.
  init(_ text: String) throws(ServingError) {
    let found = try Self.resolve(text)
    defer { freeaddrinfo(found) }
    let descriptor = socket(
      found.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ServingError(text, errno: errno) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
      listen(descriptor, Self.backlog) == 0
    else {
      let failure = ServingError(text, errno: errno)
      close(descriptor)
      throw failure
    }
    self.descriptor = descriptor
    address = Self.name(of: descriptor)
  }

  deinit { close(descriptor) }

  /// Blocks while a name is resolved: once, when the server starts.
  private static func resolve(_ text: String) throws(ServingError) -> UnsafeMutablePointer<addrinfo> {
    guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else {
      throw ServingError(.invalidAddress, text, "is not ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0")
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(String(host), String(text[text.index(after: colon)...]), &hints, &found)
    guard status == 0, let found, !host.isEmpty else {
      throw ServingError(
        .invalidAddress, text, "cannot be resolved to an address; 127.0.0.1 listens on this machine only")
    }
    return found
  }

  private static func name(of descriptor: Int32) -> String {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout.size(ofValue: address))
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    withUnsafeMutableBytes(of: &address) { bytes in
      guard let start = bytes.bindMemory(to: sockaddr.self).baseAddress else { return }
      getsockname(descriptor, start, &length)
      getnameinfo(
        start, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    let text = { (bytes: [CChar]) in
      String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    return text(host).contains(":") ? "[\(text(host))]:\(text(port))" : "\(text(host)):\(text(port))"
  }
}
