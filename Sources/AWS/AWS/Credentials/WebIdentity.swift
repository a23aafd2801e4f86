/// A role that is assumed with a token out of a file, as pods of EKS do.
struct WebIdentity {
  var tokenFile: String?
  var role: String?
  var session: String?

  /// What a profile says.
  init(_ profile: SharedConfig.Section) {
    tokenFile = profile.text("web_identity_token_file")
    role = profile.text("role_arn")
    session = profile.text("role_session_name")
  }

  /// nil where no file is named.
  func load(_ tokens: SecurityTokenService, _ environment: AWSEnvironment) async throws
    -> ExpiringCredentials?
  {
    guard let tokenFile else { return nil }
    guard let role else {
      throw AWSSetupError(
        .configuration,
        "a web identity token file is set, but no role: set AWS_ROLE_ARN, or role_arn in the profile")
    }
    guard let token = environment.text(tokenFile) else {
      throw AWSSetupError(.credentials, "the web identity token file \(tokenFile) cannot be read")
    }
    return try await tokens.assume(AssumedRole(role: role, session: session), webIdentity: token.trimmed)
  }
}
