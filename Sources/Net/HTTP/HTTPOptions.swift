/// What all requests of a client share.
public struct HTTPOptions: Sendable {
  /// Sent as `User-Agent`: `frameveil/1.0`.
  public var userAgent: String
  /// The authorities to trust instead of the system's.
  public var certificates: CertificateBundle?

  /// Makes options.
  public init(userAgent: String, certificates: CertificateBundle? = nil) {
    self.userAgent = userAgent
    self.certificates = certificates
  }
}

/// A file of certificates in PEM, and who asked for it.
public struct CertificateBundle: Sendable, Equatable {
  /// The variable or option that names the file, for messages.
  public var origin: String
  /// The file.
  public var path: String

  /// Names a bundle.
  public init(origin: String, path: String) {
    self.origin = origin
    self.path = path
  }

  /// What `AWS_CA_BUNDLE` names, which AWS's own tools read, else `SSL_CERT_FILE`, which OpenSSL does; nil where
  /// neither is set, and an empty variable counts as none.
  public init?(environment: [String: String]) {
    for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
      guard let path = environment[name], !path.isEmpty else { continue }
      self.init(origin: name, path: path)
      return
    }
    return nil
  }
}
