import Glibc

/// Why a server cannot start, on what, and what to do.
public struct ServingError: Error, Sendable, CustomStringConvertible {
  /// The class of a failure, to switch on; more may come.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The address is none.
    public static let invalidAddress = Code("invalidAddress")
    /// The address is not this machine's, or taken.
    public static let unavailable = Code("unavailable")
    /// The system does not allow it.
    public static let noPermission = Code("noPermission")
    /// The library failed where it should not.
    public static let internalFailure = Code("internalFailure")
  }

  /// The class of the failure.
  public var code: Code
  /// The address, what happened, and what to do.
  public var description: String

  /// Makes an error.
  init(_ code: Code, _ address: String, _ message: String) {
    self.code = code
    description = "\(address): \(message)"
  }

  /// What it means that an address cannot be listened at, by the system's error number.
  init(_ address: String, errno code: Int32) {
    switch code {
    case EACCES, EPERM:
      self.init(.noPermission, address, "may not be listened at; choose a port from 1024 up")
    case EADDRINUSE:
      self.init(.unavailable, address, "is taken by another program; choose another port, or 0 for any")
    case EADDRNOTAVAIL:
      self.init(.unavailable, address, "is not an address of this machine; 127.0.0.1 always is")
    default:
      self.init(.unavailable, address, "cannot be listened at: \(String(cString: strerror(code)))")
    }
  }
}
