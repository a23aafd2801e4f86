import Glibc

/// The program under test and its repository.
public enum Frameveil {
  /// The path of the built program, next to the test executable.
  public static let path: String = {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    let tests = String(decoding: bytes.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/frameveil"
  }()

  /// The path of the repository.
  public static let repository: String = {
    let folders = #filePath.split(separator: "/").dropLast(3)
    return folders.map { "/" + $0 }.joined()
  }()

  /// The path of a file in `samples`.
  public static func sample(_ name: String) -> String { "\(repository)/samples/\(name)" }

  /// Runs the program.
  public static func run(
    _ arguments: [String], input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Program.Outcome {
    try Program([path] + arguments, input: input, environment: environment).run()
  }

  /// The arguments of a `blur` run.
  public static func blur(_ input: String, _ detections: String, _ output: String, _ more: [String] = [])
    -> [String]
  {
    ["blur", input, "-d", detections, "-o", output] + more
  }
}
