import Glibc
import Synchronization

/// A program to run: what to start, with what on its standard input and in its environment.
public struct Program: Sendable {
  /// What a program reads.
  public enum Input: Sendable {
    /// Nothing.
    case nothing
    /// A file as it is, in which the program could jump.
    case file(String)
    /// A file through a pipe.
    case pipe(String)
  }

  /// How a program ended and what it said.
  public struct Outcome: Sendable {
    /// The exit code; for a signal, 128 and its number, as a shell gives it.
    public var code: Int32
    /// The bytes on standard output.
    public var output: [UInt8]
    /// The text on standard error.
    public var errors: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The lines on standard error.
    public var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// The program, a path or a name that PATH finds, and its arguments.
  public var words: [String]
  /// What it reads.
  public var input: Input
  /// Variables on top of this process's own.
  public var environment: [String: String]

  /// Names a program.
  public init(_ words: [String], input: Input = .nothing, environment: [String: String] = [:]) {
    self.words = words
    self.input = input
    self.environment = environment
  }

  /// Runs to the end. A program that hangs is killed and ends with 124 or 137: after half an hour, since no test may
  /// fail because the machine is busy.
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

  /// Runs to the end and throws when it fails: for the tools that make and inspect clips.
  @discardableResult public func runTool() throws -> [UInt8] {
    let outcome = try run()
    guard outcome.code == 0 else {
      throw TestingError("\(words.joined(separator: " ")) ended with \(outcome.code): \(outcome.errors)")
    }
    return outcome.output
  }

  /// Starts with descriptors for what it says; with pipes, the reading end of its input is opened here.
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

  /// Starts with three descriptors, which stay open here; every other one is closed in the program.
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
      posix_spawnp(&process, words[0], &actions, nil, &arguments, &variables)
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

/// A tool that a test needs does not do its part.
public struct TestingError: Error, CustomStringConvertible {
  /// What happened.
  public let description: String

  /// Makes an error.
  public init(_ description: String) {
    self.description = description
  }
}
