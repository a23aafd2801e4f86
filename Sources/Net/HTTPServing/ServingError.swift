import Glibc

/// The failure to start a server: address, cause and remedy.
public struct ServingError: Error, Sendable, CustomStringConvertible {
  /// The class of a failure. More may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The address is malformed or cannot be resolved.
    public static let invalidAddress = Code("invalidAddress")
    /// The address is not local or already in use.
    public static let unavailable = Code("unavailable")
    /// The port is privileged.
    public static let noPermission = Code("noPermission")
    /// libmicrohttpd failed unexpectedly.
    public static let internalFailure = Code("internalFailure")
  }

  public var code: Code
  /// `address: what happened; remedy`.
  public var description: String

  init(_ code: Code, _ address: String, _ message: String) {
    self.code = code
    description = "\(address): \(message)"
  }

  /// The error for a `bind` or `listen` that failed with `errno`.
  init(_ address: String, errno code: Int32) {
    switch code {
    case EACCES, EPERM:
      self.init(.noPermission, address, "no permission to listen on this port; choose a port from 1024 up")
    case EADDRINUSE:
      self.init(.unavailable, address, "is already in use; choose another port, or 0 for any free port")
    case EADDRNOTAVAIL:
      self.init(.unavailable, address, "is not an address of this machine; 127.0.0.1 always is")
    default:
      self.init(.unavailable, address, "cannot listen: \(String(cString: strerror(code)))")
    }
  }
}
