import Core

extension UserError {
  /// The error for a failed read of a remote object. A `UserError` or `CancellationError` is returned unchanged.
  static func reading(_ name: String, _ error: any Error) -> any Error {
    switch error {
    case is UserError, is CancellationError: error
    case let error as HTTPError: unreachable(name, error)
    case let error as UnexpectedStatus: refused(name, error)
    default: UserError(.inputOutput, name, "cannot be read", detail: "\(error)")
    }
  }

  /// The error for a failed upload.
  static func writing(_ name: String, _ error: any Error) -> any Error {
    switch error {
    case is CancellationError: error
    case let error as HTTPError: unreachable(name, error)
    case let error as UnexpectedStatus:
      UserError(
        [401, 403, 407].contains(error.status) ? .noPermission : .cannotCreate, name,
        "the server rejected the upload",
        remedy: "check the URL; a presigned URL is valid for one method and one media type, and expires",
        detail: "HTTP status \(error.status)")
    default: UserError(.inputOutput, name, "cannot be written", detail: "\(error)")
    }
  }

  private static func unreachable(_ name: String, _ error: HTTPError) -> UserError {
    let code: Code = error.code == .configuration ? .configuration : .inputOutput
    return UserError(
      error.code == .invalidURL ? .noInput : code, name, error.message, remedy: error.remedy,
      detail: error.detail)
  }

  private static func refused(_ name: String, _ response: UnexpectedStatus) -> UserError {
    let detail = "HTTP status \(response.status)"
    switch response.status {
    case 401, 403, 407:
      return UserError(
        .noPermission, name, "access is denied", remedy: "check the URL; a presigned URL expires",
        detail: detail)
    case 404, 410: return UserError(.noInput, name, "there is no such file", detail: detail)
    case 300..<400:
      let target = response.location.flatMap(HTTPAddress.init)?.description
      return UserError(
        .noInput, name, "has moved",
        remedy: "use its new URL\(target.map { ": \($0)" } ?? "")",
        detail: detail)
    default:
      let remedy = RetryPolicy.isTransient(response) ? "try again later" : nil
      return UserError(.inputOutput, name, "cannot be read", remedy: remedy, detail: detail)
    }
  }
}
