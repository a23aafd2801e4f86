/// What the variables and the profile say about how requests are made.
struct AWSSettings: Sendable {
  let environment: AWSEnvironment
  let config: SharedConfig
  /// The profile's name.
  let profileName: String
  /// Whether the program was told which profile: then it counts more than keys in the variables.
  let isProfileGiven: Bool

  /// Reads the files.
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
        "there is no profile \(profileName) in \(config.configPath) or \(config.credentialsPath); "
          + (known.isEmpty ? "they have none" : "they have \(known)"))
    }
  }

  /// The profile's keys.
  var profile: SharedConfig.Section { config.profiles[profileName] ?? [:] }

  /// How often a request is sent at most: the standard mode's three, unless it is said otherwise.
  func maxAttempts() throws(AWSSetupError) -> Int {
    if let mode = text("AWS_RETRY_MODE", "retry_mode"), !["legacy", "standard", "adaptive"].contains(mode) {
      throw AWSSetupError(.configuration, "AWS_RETRY_MODE is \(mode); it can be standard, adaptive or legacy")
    }
    guard let text = text("AWS_MAX_ATTEMPTS", "max_attempts") else { return 3 }
    guard let number = Int(text), number > 0 else {
      throw AWSSetupError(.configuration, "AWS_MAX_ATTEMPTS is \(text); it must be a number from 1")
    }
    return number
  }

  /// The region that somebody chose.
  var region: String? {
    environment.variable("AWS_REGION") ?? environment.variable("AWS_DEFAULT_REGION") ?? profile.text("region")
  }

  /// The endpoint that somebody chose for a service: its own variable, the common one, the profile's for it, and
  /// the profile's common one, in this order.
  func endpointURL(for service: String) throws(AWSSetupError) -> String? {
    guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") else { return nil }
    // The name of a service in settings is not always the one that is signed.
    let name = service == "states" ? "sfn" : service
    if let url = environment.variable("AWS_ENDPOINT_URL_\(name.uppercased())") { return url }
    if let url = environment.variable("AWS_ENDPOINT_URL") { return url }
    if let section = profile.text("services") {
      guard let services = config.services[section] else {
        throw AWSSetupError(
          .configuration,
          "profile \(profileName) names services \(section), but \(config.configPath) has no [services \(section)]"
        )
      }
      if let url = services.text(name, "endpoint_url") { return url }
    }
    return profile.text("endpoint_url")
  }

  /// `AWS_USE_FIPS_ENDPOINT`.
  var usesFIPS: Bool { flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") }

  /// `AWS_USE_DUALSTACK_ENDPOINT`, for S3 also in its own section.
  func usesDualStack(_ service: String) -> Bool {
    flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
      || service == "s3" && profile.text("s3", "use_dualstack_endpoint") == "true"
  }

  /// The profile's `s3 = addressing_style`.
  func addressing() throws(AWSSetupError) -> EndpointRules.Addressing {
    guard let text = profile.text("s3", "addressing_style") else { return .automatic }
    guard let style = EndpointRules.Addressing(rawValue: text) else {
      throw AWSSetupError(.configuration, "addressing_style is \(text); it can be auto, virtual or path")
    }
    return style
  }

  /// A variable, or else a key of the profile.
  func text(_ variable: String, _ key: String) -> String? {
    environment.variable(variable) ?? profile.text(key)
  }

  private func flag(_ variable: String, _ key: String) -> Bool { text(variable, key)?.lowercased() == "true" }
}
