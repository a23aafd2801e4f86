import Glibc

/// An error for the user: what happened, to which file, and what to do.
public struct UserError: Error, Sendable {
  /// The class of a failure. More may be added.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// The input does not exist.
    public static let noInput = Code("noInput")
    /// Access is denied.
    public static let noPermission = Code("noPermission")
    /// The input is not a valid, complete video.
    public static let invalidInput = Code("invalidInput")
    /// A plugin or program is not installed, or a profile or setting is unsuitable.
    public static let configuration = Code("configuration")
    /// The output cannot be created.
    public static let cannotCreate = Code("cannotCreate")
    /// Reading or writing failed.
    public static let inputOutput = Code("inputOutput")
    /// A service failed or did not respond; a later attempt may succeed.
    public static let unavailable = Code("unavailable")
    /// An element or library failed unexpectedly.
    public static let internalFailure = Code("internalFailure")
  }

  public var code: Code
  /// The file, element or option concerned.
  public var subject: String
  /// What happened.
  public var message: String
  /// What to do about it.
  public var remedy: String?
  /// The message of the underlying library.
  public var detail: String?

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
  /// One line without secrets: `subject: message; remedy [detail]`.
  public var description: String {
    var text = "\(RedactedAddress.text(subject)): \(message)"
    if let remedy { text += "; \(remedy)" }
    if let detail, !detail.isEmpty { text += " [\(detail)]" }
    return PlainText.line(RedactedAddress.redactingSecrets(in: text))
  }
}

extension UserError {
  /// The error for an `open` or `read` that failed with `errno`.
  public static func opening(_ path: String, errno code: Int32) -> UserError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: return UserError(.noInput, path, "there is no such file")
    case EACCES, EPERM:
      return UserError(.noPermission, path, "permission to read it is denied", detail: reason)
    default: return UserError(.inputOutput, path, "cannot be opened", detail: reason)
    }
  }

  /// The error for a `write` that failed with `errno`.
  static func writing(_ name: String, errno code: Int32) -> UserError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOSPC, EDQUOT:
      return UserError(
        .inputOutput, name, "no space is left to write it", remedy: "free some space and run again",
        detail: reason)
    case EPIPE:
      return UserError(.inputOutput, name, "the reader closed the pipe (EPIPE)", detail: reason)
    default: return UserError(.inputOutput, name, "cannot be written", detail: reason)
    }
  }
}
