import FoundationEssentials
import Glibc

/// A folder of a test's own, removed with all it holds when it is let go.
public final class TemporaryFolder: Sendable {
  /// Its path.
  public let path: String

  /// Makes an empty folder.
  public init() throws {
    var template = Array("/tmp/frameveil-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestingError("no temporary folder can be made") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { remove() }

  /// Removes the folder now.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and gives its path.
  @discardableResult public func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(filePath: self(name)))
    return self(name)
  }

  /// Writes a text and gives its path.
  @discardableResult public func write(_ name: String, _ text: String) throws -> String {
    try write(name, text.utf8)
  }

  /// Puts a copy of a file in it.
  public func replace(_ name: String, with path: String) throws { try write(name, bytes(of: path)) }

  /// Removes a file.
  public func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }

  /// Puts a copy of a program in it that everybody may run. Another program makes it: one that this process
  /// has open for writing, if only until a program that starts meanwhile closes it, cannot be run.
  public func share(_ program: String) throws -> String {
    try Program(["install", "-m", "755", program, self("program")]).runTool()
    return self("program")
  }

  /// The names of all that lies in it, hidden ones too, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The bytes of a file.
public func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
