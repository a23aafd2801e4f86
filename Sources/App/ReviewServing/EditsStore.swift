import Core
public import Edits

/// The edits of a review and their file, which always holds the edits of the last request that was answered.
///
/// Each change names the revision that it is based on: of two pages with the same edits open, one is refused rather than
/// one's edits lost.
public actor EditsStore {
  private let executor = ThreadExecutor(name: "frameveil-edits")
  /// A thread of its own, since each change waits for the disk.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public nonisolated let path: String
  public private(set) var edits: Edits
  /// Counts the changes since the program started.
  public private(set) var revision = 1

  /// - Parameters:
  ///   - path: where the edits are kept.
  ///   - edits: what the file holds.
  public init(path: String, edits: Edits) {
    (self.path, self.edits) = (path, edits)
  }

  /// A change that is based on an older revision.
  public struct Conflict: Error {}

  /// Writes other edits, in one atomic step, and waits until they are on the disk.
  ///
  /// - Throws: `Conflict`, `UserError`.
  public func replace(_ new: Edits, basedOn revision: Int) throws {
    guard revision == self.revision else { throw Conflict() }
    try write(new)
  }

  /// Changes the edits whatever their revision is: for what the program itself adds.
  public func change(_ change: (inout Edits) -> Void) throws {
    var new = edits
    change(&new)
    try write(new)
  }

  private func write(_ new: Edits) throws {
    try Self.write(try EditsDocument.bytes(new), to: path)
    edits = new
    revision += 1
  }

  /// Writes a file in one atomic step.
  ///
  /// - Parameter input: the file whose permissions it gets at most; nil for the usual ones.
  public static func write(_ bytes: [UInt8], to path: String, asPrivateAs input: String? = nil) throws {
    let file = try OutputFile(path: path, replacing: true, input: input)
    do {
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
      try file.publish()
    } catch {
      file.abandon()
      throw error
    }
  }
}
