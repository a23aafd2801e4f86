import Core
import FoundationEssentials
import FrameveilTesting
import Testing

/// Memory that only the start of a program needs.
@Suite(.blocking) struct StartUpMemoryTests {
  /// Kilobytes of the program and its libraries in memory: `RssFile` of proc_pid_status(5).
  private func fileKilobytes() throws -> Int {
    let status = try String(contentsOf: URL(filePath: "/proc/self/status"), encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
    return try #require(Int(line.filter(\.isNumber)))
  }

  @Test func `code that is not running leaves the memory and comes back when it is called`() throws {
    let before = try fileKilobytes()
    StartUpMemory.release()
    #expect(try fileKilobytes() < before)
    #expect(SHA256.hex(Array("abc".utf8)).hasPrefix("ba7816bf"))
  }
}
