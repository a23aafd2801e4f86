import Core
import FoundationEssentials

/// The credential providers that a profile of the shared config files configures.
struct ProfileCredentials {
  let settings: AWSSettings
  let chain: CredentialProviderChain

  /// Assumes the role of a profile.
  ///
  /// - Parameter visited: the profiles resolved so far, to detect cycles of `source_profile`.
  /// - Returns: nil if the profile has no `role_arn` or uses web identity.
  func role(_ name: String, visited: [String]) async throws -> ExpiringCredentials? {
    let profile = section(name)
    guard let role = profile.text("role_arn"), profile["web_identity_token_file"] == nil else { return nil }
    if let device = profile.text("mfa_serial") {
      throw AWSSetupError(
        .credentials,
        "profile \(name) requires an MFA code of \(device), which frameveil cannot prompt for; run "
          + "`aws configure export-credentials --profile \(name) --format env` and set the variables it prints"
      )
    }
    let source: ExpiringCredentials
    switch (profile.text("source_profile"), profile.text("credential_source")) {
    case (let other?, nil): source = try await sourceProfile(other, of: name, visited: visited)
    case (nil, let place?): source = try await chain.load(source: place, profile: name)
    case (nil, nil):
      throw AWSSetupError(
        .configuration, "profile \(name) has role_arn but neither source_profile nor credential_source")
    case (.some, .some):
      throw AWSSetupError(
        .configuration, "profile \(name) has both source_profile and credential_source; remove one")
    }
    let request = AssumedRole(
      role: role, session: profile.text("role_session_name"), externalID: profile.text("external_id"),
      duration: profile.text("duration_seconds").flatMap { Int($0) })
    return try await chain.tokens.assume(request, as: source)
  }

  /// The profile's own credentials: keys in the credentials file, `credential_process`, keys in the config
  /// file.
  func own(_ name: String) async throws -> ExpiringCredentials? {
    let profile = section(name)
    if let found = try keys(settings.config.credentialProfiles[name] ?? [:], of: name) { return found }
    if let line = profile.text("credential_process") {
      let output = try await settings.environment.command(line)
      return try CredentialDocument.process(output, of: "credential_process of profile \(name)")
    }
    if let found = try keys(profile, of: name) { return found }
    if profile.text("sso_session") != nil || profile.text("sso_start_url") != nil {
      throw AWSSetupError(
        .credentials,
        "profile \(name) uses IAM Identity Center (SSO), which only the AWS CLI supports; add a second profile with "
          + "credential_process = aws configure export-credentials --profile \(name), and use that")
    }
    return nil
  }

  private func sourceProfile(
    _ source: String, of name: String, visited: [String]
  ) async throws -> ExpiringCredentials {
    guard settings.config.profiles[source] != nil else {
      throw AWSSetupError(.configuration, "source_profile \(source) of profile \(name) does not exist")
    }
    let hasKeys = ["aws_access_key_id", "aws_secret_access_key"].contains { section(source)[$0] != nil }
    // A profile that has both keys and a role may name itself as its source.
    guard !visited.contains(source) || source == name && hasKeys else {
      throw AWSSetupError(
        .configuration,
        "source_profile forms a cycle: \((visited + [source]).joined(separator: ", "))")
    }
    if !hasKeys, let found = try await role(source, visited: visited + [source]) { return found }
    if let found = try await WebIdentity(section(source)).load(chain.tokens, settings.environment) {
      return found
    }
    if let found = try await own(source) { return found }
    throw AWSSetupError(.credentials, "source_profile \(source) of profile \(name) provides no credentials")
  }

  private func keys(_ section: SharedConfig.Section, of name: String) throws(AWSSetupError)
    -> ExpiringCredentials?
  {
    guard let key = section.text("aws_access_key_id") else { return nil }
    guard let secret = section.text("aws_secret_access_key") else {
      throw AWSSetupError(.credentials, "profile \(name) has aws_access_key_id but no aws_secret_access_key")
    }
    let token = section.text("aws_security_token") ?? section.text("aws_session_token")
    return ExpiringCredentials(AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token))
  }

  private func section(_ name: String) -> SharedConfig.Section { settings.config.profiles[name] ?? [:] }
}
