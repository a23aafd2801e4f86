/// The settings of a client, out of environment variables and the selected profile.
struct AWSSettings: Sendable {
  let environment: AWSEnvironment
  let config: SharedConfig
  let profileName: String
  /// Whether the caller selected the profile. Its credentials then take precedence over environment
  /// variables.
  let isProfileGiven: Bool

  init(_ environment: AWSEnvironment, profile: String? = nil) throws(AWSSetupError) {
    self.environment = environment
    config = try SharedConfig(environment)
    let chosen = profile ?? environment.variable("AWS_PROFILE") ?? environment.variable("AWS_DEFAULT_PROFILE")
    isProfileGiven = profile != nil
    profileName = chosen ?? "default"
    guard chosen == nil || config.profiles[profileName] != nil else {
      let known = config.profiles.keys.sorted().joined(separator: ", ")
      throw AWSSetupError(
        .configuration,
        "no profile \(profileName) in \(config.configPath) or \(config.credentialsPath); "
          + (known.isEmpty ? "these files define no profiles" : "defined profiles: \(known)"))
    }
  }

  var profile: SharedConfig.Section { config.profiles[profileName] ?? [:] }

  /// The maximum number of attempts of a call. The default of the standard retry mode is 3.
  func maxAttempts() throws(AWSSetupError) -> Int {
    if let mode = text("AWS_RETRY_MODE", "retry_mode"), !["legacy", "standard", "adaptive"].contains(mode) {
      throw AWSSetupError(
        .configuration, "AWS_RETRY_MODE is \(mode); it must be standard, adaptive or legacy")
    }
    guard let text = text("AWS_MAX_ATTEMPTS", "max_attempts") else { return 3 }
    guard let number = Int(text), number > 0 else {
      throw AWSSetupError(
        .configuration, "AWS_MAX_ATTEMPTS is \(text); it must be a whole number of at least 1")
    }
    return number
  }

  /// The configured region.
  var region: String? {
    environment.variable("AWS_REGION") ?? environment.variable("AWS_DEFAULT_REGION") ?? profile.text("region")
  }

  /// The custom endpoint of a service. Precedence: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the
  /// profile's `services` section, the profile's `endpoint_url`.
  func endpointURL(for service: String) throws(AWSSetupError) -> String? {
    guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") else { return nil }
    // Step Functions has the signing name `states` and the service ID `sfn`.
    let name = service == "states" ? "sfn" : service
    if let url = environment.variable("AWS_ENDPOINT_URL_\(name.uppercased())") { return url }
    if let url = environment.variable("AWS_ENDPOINT_URL") { return url }
    if let section = profile.text("services") {
      guard let services = config.services[section] else {
        throw AWSSetupError(
          .configuration,
          "profile \(profileName) has services = \(section), but \(config.configPath) has no [services \(section)]"
        )
      }
      if let url = services.text(name, "endpoint_url") { return url }
    }
    return profile.text("endpoint_url")
  }

  /// `AWS_USE_FIPS_ENDPOINT`.
  var usesFIPS: Bool { flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") }

  /// `AWS_USE_DUALSTACK_ENDPOINT`. For S3 also `use_dualstack_endpoint` in the profile's nested `s3`
  /// settings.
  func usesDualStack(_ service: String) -> Bool {
    flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
      || service == "s3" && profile.text("s3", "use_dualstack_endpoint") == "true"
  }

  /// `addressing_style` in the profile's nested `s3` settings.
  func addressing() throws(AWSSetupError) -> EndpointRules.Addressing {
    guard let text = profile.text("s3", "addressing_style") else { return .automatic }
    guard let style = EndpointRules.Addressing(rawValue: text) else {
      throw AWSSetupError(.configuration, "addressing_style is \(text); it must be auto, virtual or path")
    }
    return style
  }

  /// An environment variable, or the key of the profile if the variable is not set.
  func text(_ variable: String, _ key: String) -> String? {
    environment.variable(variable) ?? profile.text(key)
  }

  private func flag(_ variable: String, _ key: String) -> Bool { text(variable, key)?.lowercased() == "true" }
}
