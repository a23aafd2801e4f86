/// The web identity credential provider: assumes a role with a token from a file, as EKS pods do (IRSA).
struct WebIdentity {
  var tokenFile: String?
  var role: String?
  var session: String?

  /// The settings of a profile.
  init(_ profile: SharedConfig.Section) {
    tokenFile = profile.text("web_identity_token_file")
    role = profile.text("role_arn")
    session = profile.text("role_session_name")
  }

  /// - Returns: nil if no token file is configured.
  func load(_ tokens: SecurityTokenService, _ environment: AWSEnvironment) async throws
    -> ExpiringCredentials?
  {
    guard let tokenFile else { return nil }
    guard let role else {
      throw AWSSetupError(
        .configuration,
        "a web identity token file is configured but no role; set AWS_ROLE_ARN, or role_arn in the profile")
    }
    guard let token = environment.text(tokenFile) else {
      throw AWSSetupError(.credentials, "the web identity token file \(tokenFile) cannot be read")
    }
    return try await tokens.assume(AssumedRole(role: role, session: session), webIdentity: token.trimmed)
  }
}
