import Core
import HTTP

/// The parameters of `AssumeRole` and `AssumeRoleWithWebIdentity`.
struct AssumedRole {
  var role: String
  var session: String?
  var externalID: String?
  /// In seconds; nil for the default of STS, one hour.
  var duration: Int?
}

/// The two operations of AWS STS that return credentials.
struct SecurityTokenService: Sendable {
  let sender: CallSender

  /// `AssumeRole`, signed with the source credentials.
  func assume(_ role: AssumedRole, as source: ExpiringCredentials) async throws -> ExpiringCredentials {
    let identity = CredentialsCache(now: sender.environment.now) { source }
    var fields = common("AssumeRole", role)
    if let externalID = role.externalID { fields.append(("ExternalId", externalID)) }
    if let duration = role.duration { fields.append(("DurationSeconds", String(duration))) }
    return try await perform(fields, role, as: identity)
  }

  /// `AssumeRoleWithWebIdentity`, which is unsigned.
  func assume(_ role: AssumedRole, webIdentity token: String) async throws -> ExpiringCredentials {
    try await perform(
      common("AssumeRoleWithWebIdentity", role) + [("WebIdentityToken", token)], role, as: nil)
  }

  private func common(_ action: String, _ role: AssumedRole) -> [(String, String)] {
    let session = role.session ?? "frameveil-\(sender.environment.currentSecond)"
    return [
      ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.role), ("RoleSessionName", session),
    ]
  }

  private func perform(
    _ fields: [(String, String)], _ role: AssumedRole, as identity: CredentialsCache?
  ) async throws -> ExpiringCredentials {
    var call = AWSCall(service: "sts", method: "POST", path: "/", operation: fields[0].1)
    call.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    let pairs = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }
    call.body = Array(pairs.joined(separator: "&").utf8)
    call.subject = role.role
    let body = try await sender.send(call, as: identity) { response in
      try await response.collect(upTo: 1 << 20)
    }
    let result = (try? XMLElement(parsing: body))?["\(fields[0].1)Result"]?["Credentials"]
    guard let key = result?["AccessKeyId"]?.text, let secret = result?["SecretAccessKey"]?.text,
      let end = result?["Expiration"].flatMap({ ExpiringCredentials.seconds($0.text) })
    else {
      throw AWSSetupError(.credentials, "the STS response to \(fields[0].1) contains no credentials")
    }
    return ExpiringCredentials(
      AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: result?["SessionToken"]?.text),
      expiration: end)
  }
}

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
