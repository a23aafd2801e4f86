import FoundationEssentials

/// All inputs from outside the process: environment variables, files, the output of commands, the clock,
/// sleeping and randomness. Tests replace them.
public struct AWSEnvironment: Sendable {
  /// Environment variables, such as `AWS_PROFILE`.
  public var variables: [String: String]
  /// The bytes of a file; nil if it does not exist or cannot be read.
  public var file: @Sendable (_ path: String) -> [UInt8]?
  /// Runs a command line in a shell and returns its standard output.
  public var command: @Sendable (_ line: String) async throws -> [UInt8]
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  /// Sleeps for a number of seconds; throws `CancellationError` if the task is cancelled.
  public var sleep: @Sendable (_ seconds: Double) async throws -> Void
  /// Uniform in 0..<1.
  public var random: @Sendable () -> Double

  public init(
    variables: [String: String],
    file: @escaping @Sendable (String) -> [UInt8]? = AWSEnvironment.bytes(of:),
    command: @escaping @Sendable (String) async throws -> [UInt8] = ShellCommand.output,
    now: @escaping @Sendable () -> Double = AWSEnvironment.clock,
    sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.variables = variables
    self.file = file
    self.command = command
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  public static var process: AWSEnvironment { AWSEnvironment(variables: ProcessInfo.processInfo.environment) }

  /// Blocks while it reads; configuration and token files are small.
  public static func bytes(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  public static func clock() -> Double { Date().timeIntervalSince1970 }

  /// The value of a variable; nil if it is unset or empty.
  func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Replaces a leading `~` with `HOME`; other shell expansions are not supported.
  func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }

  func text(_ path: String) -> String? { file(expanded(path)).map { String(decoding: $0, as: UTF8.self) } }

  /// The current time in whole seconds since 1970.
  var currentSecond: Int64 { Int64(now()) }
}

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
