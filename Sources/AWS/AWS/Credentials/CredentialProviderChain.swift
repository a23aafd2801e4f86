import Core
import HTTP

/// The default credential provider chain, in botocore's order: environment variables, the role of the
/// profile, web identity, the shared credentials file, `credential_process`, the shared config file, the
/// container provider, EC2 instance metadata.
struct CredentialProviderChain: Sendable {
  let settings: AWSSettings
  let transport: any HTTPTransport
  let tokens: SecurityTokenService

  /// Returns the credentials of the first provider that has any.
  ///
  /// - Throws: `AWSSetupError` if a configured provider fails or if no provider has credentials.
  func load() async throws -> ExpiringCredentials {
    let environment = settings.environment
    let name = settings.profileName
    if !settings.isProfileGiven, let found = try EnvironmentCredentials(environment).load() { return found }
    let profile = ProfileCredentials(settings: settings, chain: self)
    if let found = try await profile.role(name, visited: [name]) { return found }
    if let found = try await webIdentity() { return found }
    if let found = try await profile.own(name) { return found }
    if let found = try await container.load() { return found }
    let instance = InstanceMetadata(environment, transport, settings.profile)
    do {
      if let found = try await instance.credentials() { return found }
    } catch let error as HTTPError {
      throw missing("the request to \(instance.endpoint) failed: \(error)")
    }
    throw missing(
      instance.isDisabled ? "disabled by AWS_EC2_METADATA_DISABLED" : "no role at \(instance.endpoint)")
  }

  /// Loads from the provider that a profile names by `credential_source`.
  func load(source: String, profile: String) async throws -> ExpiringCredentials {
    let found: ExpiringCredentials?
    switch source {
    case "Environment": found = try EnvironmentCredentials(settings.environment).load()
    case "EcsContainer": found = try await container.load()
    case "Ec2InstanceMetadata":
      found = try await InstanceMetadata(settings.environment, transport, settings.profile).credentials()
    default:
      throw AWSSetupError(
        .configuration,
        "credential_source of profile \(profile) is \(source); it must be Environment, EcsContainer or "
          + "Ec2InstanceMetadata")
    }
    if let found { return found }
    throw AWSSetupError(
      .credentials, "credential_source \(source) of profile \(profile) provides no credentials")
  }

  private var container: ContainerCredentials { ContainerCredentials(settings.environment, transport) }

  /// The web identity provider. Each environment variable takes precedence over the key of the profile.
  private func webIdentity() async throws -> ExpiringCredentials? {
    var identity = WebIdentity(settings.profile)
    if !settings.isProfileGiven {
      let environment = settings.environment
      identity.tokenFile = environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE") ?? identity.tokenFile
      identity.role = environment.variable("AWS_ROLE_ARN") ?? identity.role
      identity.session = environment.variable("AWS_ROLE_SESSION_NAME") ?? identity.session
    }
    return try await identity.load(tokens, settings.environment)
  }

  private func missing(_ metadata: String) -> AWSSetupError {
    AWSSetupError(
      .credentials,
      """
      no AWS credentials found in AWS_ACCESS_KEY_ID, profile \(settings.profileName) of \
      \(settings.config.credentialsPath) and \(settings.config.configPath), web identity or the container provider; \
      instance metadata: \(metadata)
      set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`
      """)
  }
}

/// The credential provider that reads environment variables.
struct EnvironmentCredentials {
  private let environment: AWSEnvironment

  init(_ environment: AWSEnvironment) { self.environment = environment }

  func load() throws(AWSSetupError) -> ExpiringCredentials? {
    guard let key = environment.variable("AWS_ACCESS_KEY_ID") else { return nil }
    guard let secret = environment.variable("AWS_SECRET_ACCESS_KEY") else {
      throw AWSSetupError(
        .credentials, "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both")
    }
    let token = environment.variable("AWS_SESSION_TOKEN") ?? environment.variable("AWS_SECURITY_TOKEN")
    return ExpiringCredentials(AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token))
  }
}
