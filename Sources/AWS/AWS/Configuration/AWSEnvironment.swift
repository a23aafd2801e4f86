import FoundationEssentials

/// What this target takes from outside, so that a test can bring its own: variables, files, a program's output,
/// the clock, waiting and chance.
public struct AWSEnvironment: Sendable {
  /// The variables, as `AWS_PROFILE`.
  public var variables: [String: String]
  /// A file's bytes; nil where it is not there or cannot be read.
  public var file: @Sendable (_ path: String) -> [UInt8]?
  /// Runs a command line in a shell and gives what it writes.
  public var command: @Sendable (_ line: String) async throws -> [UInt8]
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  /// Waits for so many seconds; throws when the task is cancelled.
  public var sleep: @Sendable (_ seconds: Double) async throws -> Void
  /// From 0 up to 1.
  public var random: @Sendable () -> Double

  /// Takes the parts; those that are not given are real.
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

  /// This process's.
  public static var process: AWSEnvironment { AWSEnvironment(variables: ProcessInfo.processInfo.environment) }

  /// The bytes of a file of this machine.
  public static func bytes(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// This machine's clock.
  public static func clock() -> Double { Date().timeIntervalSince1970 }

  /// A variable that is set to something.
  func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A path with its `~` and nothing else replaced.
  func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// A file's text.
  func text(_ path: String) -> String? { file(expanded(path)).map { String(decoding: $0, as: UTF8.self) } }

  /// The whole second.
  var second: Int64 { Int64(now()) }
}
