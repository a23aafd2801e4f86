import Core
import Glibc
import Synchronization

/// A program to run, with its standard input and environment.
public struct Program: Sendable {
  /// The standard input.
  public enum Input: Sendable {
    case nothing
    /// A file, opened directly, so that the program can seek.
    case file(String)
    /// A file through a pipe.
    case pipe(String)
  }

  /// The exit code and output of a program.
  public struct Outcome: Sendable {
    /// The exit code; 128 + N for signal N, as in a shell.
    public var code: Int32
    /// Standard output.
    public var output: [UInt8]
    /// Standard error.
    public var errors: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The lines of standard error.
    public var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// The program (a path, or a name to search in PATH) and its arguments.
  public var words: [String]
  public var input: Input
  /// Variables in addition to those of this process.
  public var environment: [String: String]

  public init(_ words: [String], input: Input = .nothing, environment: [String: String] = [:]) {
    self.words = words
    self.input = input
    self.environment = environment
  }

  /// Runs the program and waits for its exit. A program that hangs is killed after half an hour (exit code 124 or 137);
  /// the time is long, so that no test fails on a busy machine.
  public func run() throws -> Outcome {
    try Blocking.check()
    let output = try ScratchFile()
    let errors = try ScratchFile()
    var guarded = self
    guarded.words = ["timeout", "--foreground", "--kill-after=5", "1800"] + words
    let process = try guarded.spawn(output: output.descriptor, errors: errors.descriptor)
    let code = process.wait()
    return Outcome(
      code: code, output: output.bytes(), errors: String(decoding: errors.bytes(), as: UTF8.self))
  }

  /// Runs a tool and returns its output; throws if its exit code is not 0.
  @discardableResult public func runTool() throws -> [UInt8] {
    let outcome = try run()
    guard outcome.code == 0 else {
      throw TestingError("\(words.joined(separator: " ")) exited with \(outcome.code): \(outcome.errors)")
    }
    return outcome.output
  }

  /// Starts the program with descriptors for its output.
  func spawn(output: Int32, errors: Int32) throws -> Child {
    switch input {
    case .nothing: return try spawn(path: "/dev/null", output, errors)
    case .file(let path): return try spawn(path: path, output, errors)
    case .pipe(let path):
      let pipe = try Pipe()
      let feeder = try Program(["cat", path]).spawn(reading: 0, pipe.writingEnd, errors)
      pipe.closeWritingEnd()
      let child = try spawn(reading: pipe.readingEnd, output, errors)
      pipe.closeReadingEnd()
      child.feeder = feeder
      return child
    }
  }

  private func spawn(path: String, _ output: Int32, _ errors: Int32) throws -> Child {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestingError("\(path) cannot be opened") }
    defer { close(descriptor) }
    return try spawn(reading: descriptor, output, errors)
  }

  /// Starts the program with three descriptors, which stay open in this process; it inherits no others.
  func spawn(reading input: Int32, _ output: Int32, _ errors: Int32) throws -> Child {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      Self.variables(adding: environment).map { strdup($0) } + [nil]
    defer { for word in arguments + variables { free(word) } }
    var process = pid_t()
    let status = inheritance.withLock { _ in
      withSpawnAttributes { attributes in
        posix_spawnp(&process, words[0], &actions, attributes, &arguments, &variables)
      }
    }
    guard status == 0 else {
      throw TestingError("\(words[0]) cannot be started: \(String(cString: strerror(status)))")
    }
    return Child(process)
  }

  private static func variables(adding more: [String: String]) -> [String] {
    var own: [String] = []
    var position = environ
    while let variable = position.pointee {
      own.append(String(cString: variable))
      position += 1
    }
    return own.filter { entry in !more.keys.contains { entry.hasPrefix($0 + "=") } }
      + more.map { "\($0)=\($1)" }
  }
}

/// A failure of a tool or resource that a test needs.
public struct TestingError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
