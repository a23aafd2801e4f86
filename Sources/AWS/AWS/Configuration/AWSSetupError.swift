/// No request can be sent because credentials, the region or another setting is missing or invalid.
public struct AWSSetupError: Error, Sendable, CustomStringConvertible {
  /// The class of the error. Later versions may add values.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// No credential provider has credentials, or a provider failed.
    public static let credentials = Code("credentials")
    /// A setting is missing, invalid, or contradicts another.
    public static let configuration = Code("configuration")
  }

  public var code: Code
  /// What is wrong, in which file, profile or variable, and the remedy.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
