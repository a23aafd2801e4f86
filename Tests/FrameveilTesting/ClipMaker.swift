import Glibc
import Synchronization

/// Test clips and other files for several tests, each made once per test run.
public enum ClipMaker {
  private final class Entry: Sendable {
    let arguments: [String]
    let path = Mutex<String?>(nil)

    init(_ arguments: [String]) {
      self.arguments = arguments
    }
  }
  private static let entries = Mutex<[String: Entry]>([:])
  private static let folder: Result<TemporaryFolder, any Error> = {
    atexit { ClipMaker.removeAll() }
    return Result { try TemporaryFolder() }
  }()

  /// The path of a clip. `arguments` are ffmpeg's without the output. Names must be unique.
  public static func clip(_ name: String, _ arguments: [String]) throws -> String {
    try file(name, arguments) { path in
      try Program(["ffmpeg", "-v", "error", "-nostdin", "-y"] + arguments + [path]).runTool()
    }
  }

  /// The path of a file or folder that `make` writes. Names must be unique.
  public static func file(_ name: String, _ make: (_ path: String) throws -> Void) throws -> String {
    try file(name, [], make)
  }

  private static func file(_ name: String, _ arguments: [String], _ make: (_ path: String) throws -> Void)
    throws -> String
  {
    let path = try folder.get()(name)
    let entry = entries.withLock { entries in
      let entry = entries[name] ?? Entry(arguments)
      entries[name] = entry
      return entry
    }
    guard entry.arguments == arguments else { throw TestingError("two different clips are named \(name)") }
    try entry.path.withLock { made in
      guard made == nil else { return }
      try make(path)
      made = path
    }
    return path
  }

  /// The path of a text file for making clips, written once.
  public static func text(_ name: String, _ text: String) throws -> String {
    let folder = try folder.get()
    return try entries.withLock { _ in
      try folder.names.contains(name) ? folder(name) : folder.write(name, text)
    }
  }

  private static func removeAll() { (try? folder.get())?.remove() }
}
