import Core

/// The bytes of a piece: a file or a remote object. Reading blocks.
public final class PieceInput: Sendable {
  private let input: any DemuxerInput
  /// The length in bytes.
  public let size: UInt64

  /// - Throws: `UserError` if it cannot be opened.
  public init(_ input: MediaInput) throws {
    switch input {
    case .file(let path): self.input = try FileInput(path: path)
    case .standardInput: self.input = try PipeInput()
    case .ranges(let ranges): self.input = try RangesInput(ranges)
    }
    guard let size = self.input.size else {
      throw UserError(
        .noInput, input.name, "is a pipe, in which a piece cannot be read", remedy: "name a file")
    }
    self.size = size
  }

  public var name: String { input.name }

  /// Reads bytes.
  ///
  /// - Throws: `UserError` if there are not as many.
  public func bytes(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    var filled = 0
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let target = UnsafeMutableRawBufferPointer(buffer)
      while filled < count {
        let read = try input.read(
          into: UnsafeMutableRawBufferPointer(rebasing: target[filled...]), at: offset + UInt64(filled))
        guard read > 0 else {
          throw UserError(.invalidInput, name, "ends early", remedy: "write it again")
        }
        filled += read
      }
      initialized = filled
    }
  }
}
