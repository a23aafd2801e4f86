import Core

extension UserError {
  /// What it means that something far away cannot be read; what is one already, or a cancellation, stays as it is.
  static func reading(_ name: String, _ error: any Error) -> any Error {
    switch error {
    case is UserError, is CancellationError: error
    case let error as HTTPError: unreachable(name, error)
    case let error as UnexpectedStatus: refused(name, error)
    default: UserError(.inputOutput, name, "cannot be read", detail: "\(error)")
    }
  }

  /// What it means that something far away cannot be written.
  static func writing(_ name: String, _ error: any Error) -> any Error {
    switch error {
    case is CancellationError: error
    case let error as HTTPError: unreachable(name, error)
    case let error as UnexpectedStatus:
      UserError(
        [401, 403, 407].contains(error.status) ? .noPermission : .cannotCreate, name,
        "does not take the result",
        remedy: "check the address; one that is presigned is for one method and one media type, and expires",
        detail: "the server answers with status \(error.status)")
    default: UserError(.inputOutput, name, "cannot be written", detail: "\(error)")
    }
  }

  private static func unreachable(_ name: String, _ error: HTTPError) -> UserError {
    let code: Code = error.code == .configuration ? .configuration : .inputOutput
    return UserError(
      error.code == .invalidURL ? .noInput : code, name, error.message, remedy: error.remedy,
      detail: error.detail)
  }

  private static func refused(_ name: String, _ answer: UnexpectedStatus) -> UserError {
    let said = "the server answers with status \(answer.status)"
    switch answer.status {
    case 401, 403, 407:
      return UserError(
        .noPermission, name, "may not be read", remedy: "check the address; one that is presigned expires",
        detail: said)
    case 404, 410: return UserError(.noInput, name, "there is no such file", detail: said)
    case 300..<400:
      let place = answer.location.flatMap(HTTPAddress.init)?.description
      return UserError(
        .noInput, name, "is elsewhere",
        remedy: "give the address where it is\(place.map { ": \($0)" } ?? "")",
        detail: said)
    default:
      let remedy = RetryPolicy.isTransient(answer) ? "try again later" : nil
      return UserError(.inputOutput, name, "cannot be read", remedy: remedy, detail: said)
    }
  }
}
