/// Why no request can be made: credentials, a region or another setting is missing or wrong.
public struct AWSSetupError: Error, Sendable, CustomStringConvertible {
  /// The class of the problem; more may come.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// There are no credentials, or what gives them fails.
    public static let credentials = Code("credentials")
    /// A setting is missing, cannot be read, or contradicts another.
    public static let configuration = Code("configuration")
  }

  /// The class of the problem.
  public var code: Code
  /// What is wrong, where, and what to do.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
