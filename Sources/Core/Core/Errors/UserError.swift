/// What went wrong with a video, on what, and what to do.
public struct UserError: Error, Sendable {
  /// The class of a failure, to switch on; more may come.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The input does not exist.
    public static let noInput = Code("noInput")
    /// The system does not allow the access.
    public static let noPermission = Code("noPermission")
    /// The input's bytes are not a video that can be read whole.
    public static let invalidInput = Code("invalidInput")
    /// A plugin or program is not installed, or a profile does not fit.
    public static let configuration = Code("configuration")
    /// The output cannot be made.
    public static let cannotCreate = Code("cannotCreate")
    /// Reading or writing failed under way.
    public static let inputOutput = Code("inputOutput")
    /// A service does not do its part; later it may.
    public static let unavailable = Code("unavailable")
    /// An element failed where it should not.
    public static let internalFailure = Code("internalFailure")
  }

  /// The class of the failure.
  public var code: Code
  /// The file, element or option concerned.
  public var subject: String
  /// What happened.
  public var message: String
  /// What to do about it.
  public var remedy: String?
  /// What the library below said.
  public var detail: String?

  /// Makes an error.
  public init(
    _ code: Code, _ subject: String, _ message: String, remedy: String? = nil, detail: String? = nil
  ) {
    self.code = code
    self.subject = subject
    self.message = message
    self.remedy = remedy
    self.detail = detail
  }
}

extension UserError: CustomStringConvertible {
  /// One line without secrets: the subject, what happened, what to do, and in brackets what the library said.
  public var description: String {
    var text = "\(PublicAddress.text(subject)): \(message)"
    if let remedy { text += "; \(remedy)" }
    if let detail, !detail.isEmpty { text += " [\(detail)]" }
    return PlainText.line(PublicAddress.hidingSecrets(in: text))
  }
}
