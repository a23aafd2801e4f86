public import HTTP

extension HTTPError: NamedFailure {
  /// What cannot be reached now may be later: the name that AWS's own services have for it.
  public var errorType: String { "ServiceUnavailable" }
}
