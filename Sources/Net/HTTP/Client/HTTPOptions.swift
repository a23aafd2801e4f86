/// The settings of an `HTTPClient`.
public struct HTTPOptions: Sendable {
  /// The `User-Agent` field: `frameveil/1.0`.
  public var userAgent: String
  /// The CA certificates to trust instead of the system's.
  public var certificates: CertificateBundle?

  public init(userAgent: String, certificates: CertificateBundle? = nil) {
    self.userAgent = userAgent
    self.certificates = certificates
  }
}

/// A CA bundle: a file of certificates in PEM format.
public struct CertificateBundle: Sendable, Equatable {
  /// The environment variable or option that names the file, for messages.
  public var origin: String
  public var path: String

  public init(origin: String, path: String) {
    self.origin = origin
    self.path = path
  }

  /// The bundle named by `AWS_CA_BUNDLE`, the variable of AWS's tools, else by `SSL_CERT_FILE`, that of OpenSSL. Nil if
  /// neither is set; an empty variable counts as unset.
  public init?(environment: [String: String]) {
    for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
      guard let path = environment[name], !path.isEmpty else { continue }
      self.init(origin: name, path: path)
      return
    }
    return nil
  }
}
