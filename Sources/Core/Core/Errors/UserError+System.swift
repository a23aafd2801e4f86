import Glibc

extension UserError {
  /// What it means that a file cannot be opened or read, by the system's error number.
  public static func opening(_ path: String, errno code: Int32) -> UserError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: return UserError(.noInput, path, "there is no such file")
    case EACCES, EPERM: return UserError(.noPermission, path, "may not be read", detail: reason)
    default: return UserError(.inputOutput, path, "cannot be opened", detail: reason)
    }
  }

  /// What it means that a file or pipe cannot be written, by the system's error number.
  static func writing(_ name: String, errno code: Int32) -> UserError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOSPC, EDQUOT:
      return UserError(
        .inputOutput, name, "no space is left to write it", remedy: "free some and run again", detail: reason)
    case EPIPE:
      return UserError(.inputOutput, name, "nobody reads it any more", detail: reason)
    default: return UserError(.inputOutput, name, "cannot be written", detail: reason)
    }
  }
}
