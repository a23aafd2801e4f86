/// The failure of a request, or of receiving its response.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// The class of a failure. More may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The URL is malformed or not of HTTP.
    public static let invalidURL = Code("invalidURL")
    /// The method or a header field contains characters that are not allowed.
    public static let invalidHead = Code("invalidHead")
    /// The configured CA bundle or proxy cannot be used.
    public static let configuration = Code("configuration")
    /// The host name cannot be resolved, or the connection failed.
    public static let cannotConnect = Code("cannotConnect")
    /// TLS certificate verification or the TLS handshake failed.
    public static let untrusted = Code("untrusted")
    /// A timeout expired.
    public static let timedOut = Code("timedOut")
    /// The transfer is incomplete or was corrupted, so the same request may succeed: the connection was closed or
    /// reset before the response was complete, its body or the document in it ends early, or a checksum shows that a
    /// request's body was corrupted in transit.
    public static let broken = Code("broken")
    /// The response is complete but unusable: it is not valid HTTP, or it lacks a header field that the service must
    /// send, such as a part's `ETag`.
    public static let invalidResponse = Code("invalidResponse")
    /// The response exceeds a size limit.
    public static let tooLarge = Code("tooLarge")
    /// libcurl failed unexpectedly.
    public static let internalFailure = Code("internalFailure")
  }

  public var code: Code
  /// `host: what happened`.
  public var message: String
  /// What to do about it.
  public var remedy: String?
  /// libcurl's message.
  public var detail: String?

  public init(_ code: Code, _ message: String, remedy: String? = nil, detail: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.detail = detail
  }

  /// One line: `message; remedy [detail]`.
  public var description: String {
    var text = message
    if let remedy { text += "; \(remedy)" }
    if let detail, !detail.isEmpty { text += " [\(detail)]" }
    return text
  }
}

extension HTTPError {
  /// Whether a retry may succeed: the connection failed or timed out, or the transfer broke.
  public var isTransient: Bool { [.cannotConnect, .timedOut, .broken].contains(code) }
}
