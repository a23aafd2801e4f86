import FoundationEssentials
import Glibc

/// A temporary folder, deleted with its contents when it is released.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    var template = Array("/tmp/frameveil-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestingError("cannot create a temporary folder") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { remove() }

  public func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  @discardableResult public func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(filePath: self(name)))
    return self(name)
  }

  /// Writes a text file and returns its path.
  @discardableResult public func write(_ name: String, _ text: String) throws -> String {
    try write(name, text.utf8)
  }

  /// Copies a file into the folder.
  public func replace(_ name: String, with path: String) throws { try write(name, bytes(of: path)) }

  /// The contents of a file.
  public func contents(_ name: String) throws -> [UInt8] { try bytes(of: self(name)) }

  public func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }

  /// Copies a program into the folder, executable by all users. The copy is made by another process: if this process
  /// wrote it, a program spawned meanwhile could hold it open for writing, and execution would fail (ETXTBSY).
  public func share(_ program: String) throws -> String {
    try Program(["install", "-m", "755", program, self("program")]).runTool()
    return self("program")
  }

  /// The sorted names of all its entries, including hidden ones.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// Reads a file.
public func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
