/// Why there is no answer, or no whole one.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// The class of a failure, to switch on; more may come.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The URL cannot be used.
    public static let invalidURL = Code("invalidURL")
    /// The method or a field of the head cannot be sent.
    public static let invalidHead = Code("invalidHead")
    /// What the environment says of certificates or proxies cannot be used.
    public static let configuration = Code("configuration")
    /// The host's name is not known, or nobody listens there.
    public static let cannotConnect = Code("cannotConnect")
    /// The other side's certificate does not convince, or TLS fails otherwise.
    public static let untrusted = Code("untrusted")
    /// A limit of time passed.
    public static let timedOut = Code("timedOut")
    /// The connection broke while sending, or before the answer was whole.
    public static let broken = Code("broken")
    /// The answer is not HTTP.
    public static let notHTTP = Code("notHTTP")
    /// The answer has more bytes than were allowed.
    public static let tooLarge = Code("tooLarge")
    /// The library failed where it should not.
    public static let internalFailure = Code("internalFailure")
  }

  /// The class of the failure.
  public var code: Code
  /// What happened, with the host.
  public var message: String
  /// What to do about it.
  public var remedy: String?
  /// What the library below said.
  public var detail: String?

  /// Makes an error.
  public init(_ code: Code, _ message: String, remedy: String? = nil, detail: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.detail = detail
  }

  /// One line: what happened, what to do, and in brackets what the library said.
  public var description: String {
    var text = message
    if let remedy { text += "; \(remedy)" }
    if let detail, !detail.isEmpty { text += " [\(detail)]" }
    return text
  }
}

extension HTTPError {
  /// Whether another attempt can end better: the connection broke, or never stood.
  public var isTransient: Bool { [.cannotConnect, .timedOut, .broken].contains(code) }
}
