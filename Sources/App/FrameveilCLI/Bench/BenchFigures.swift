import Core
import Glibc
import Media

/// The medians over several rounds of two commands that run alternately.
struct BenchFigures: Encodable {
  struct Column: Encodable {
    var wallSeconds: Double
    var processorSeconds: Double
    var peakRSSMegabytes: Double
  }

  var rounds: Int
  var frameveil: Column
  var bare: Column
  /// The median of the ratios within each round, which is insensitive to changes in the machine's speed.
  var wallRatio: Double
  var processorRatio: Double

  init(_ rounds: [(ours: ChildProcess.Run, bare: ChildProcess.Run)]) {
    self.rounds = rounds.count
    frameveil = Self.column(rounds.map(\.ours))
    bare = Self.column(rounds.map(\.bare))
    wallRatio = Self.median(rounds.map { $0.ours.wallSeconds / $0.bare.wallSeconds })
    processorRatio = Self.median(
      rounds.map { $0.ours.usage.processorSeconds / $0.bare.usage.processorSeconds })
  }

  /// The figures as a text table.
  var table: String {
    let lines = [
      ["", "wall s", "cpu s", "peak MB"],
      ["frameveil"] + Self.cells(frameveil), ["plain transcode"] + Self.cells(bare),
      ["ratio", Self.text(wallRatio), Self.text(processorRatio), ""],
    ]
    return lines.map { line in
      line.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: max(0, (index == 0 ? 16 : 10) - cell.count))
        return index == 0 ? cell + padding : padding + cell
      }.joined()
    }.joined(separator: "\n") + "\n"
  }

  private static func cells(_ column: Column) -> [String] {
    [text(column.wallSeconds), text(column.processorSeconds), text(column.peakRSSMegabytes)]
  }

  private static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func column(_ runs: [ChildProcess.Run]) -> Column {
    Column(
      wallSeconds: median(runs.map(\.wallSeconds)),
      processorSeconds: median(runs.map(\.usage.processorSeconds)),
      peakRSSMegabytes: median(runs.map { Double($0.usage.peakRSS) / 1e6 }))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// Runs another program to completion and measures its resource usage.
enum ChildProcess {
  struct Run: Sendable {
    var wallSeconds: Double
    var usage: ResourceUsage
  }

  /// Runs `arguments` (the program first, searched in PATH) with standard input and output on /dev/null.
  ///
  /// - Throws: `UserError` if the program cannot be started or does not exit with 0.
  static func run(_ arguments: [String]) throws -> Run {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    // The child has its own copy of the words once it is started.
    defer { for word in words { free(word) } }
    let clock = ContinuousClock()
    let start = clock.now
    var process = pid_t()
    let status = withSpawnAttributes { attributes in
      posix_spawnp(&process, arguments[0], &actions, attributes, &words, environ)
    }
    guard status == 0 else {
      throw UserError(
        .configuration, arguments[0], "cannot be started", remedy: "install it (package gstreamer1.0-tools)",
        detail: String(cString: strerror(status)))
    }
    var result: Int32 = 0
    var usage = rusage()
    // Blocks the caller's thread. `bench` has no other work while a command runs, and both must not run at once.
    while wait4(process, &result, 0, &usage) < 0 && errno == EINTR {}
    guard result == 0 else {
      throw UserError(
        .internalFailure, arguments.joined(separator: " "), "failed (wait status \(result))")
    }
    return Run(wallSeconds: (clock.now - start) / .seconds(1), usage: ResourceUsage(usage))
  }
}
