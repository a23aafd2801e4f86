import Core
import MovieBoxes

/// The bytes that a demuxer reads. Reading blocks, on the demuxer's own thread.
protocol DemuxerInput: AnyObject, Sendable {
  /// How messages name it.
  var name: String { get }
  /// How many bytes there are; nil for a pipe, which is read once from front to back.
  var size: UInt64? { get }
  /// Reads what is at hand at an offset, at least one byte; 0 at the end. A pipe is asked for the next bytes only.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int
  /// What the first bytes say of an MP4's layout.
  func scan() throws -> MovieScan
  /// Ends a read that waits, and makes those after it fail with `CancellationError`.
  func cancel()
}

extension DemuxerInput {
  /// Refuses what cannot be read whole: empty, cut short, without an index, or with its index out of reach. Gives an
  /// MP4's index, where it is known.
  func check() throws -> MovieIndex? {
    switch try scan() {
    case .truncated(let box, let end, let size):
      throw UserError(
        .invalidInput, name,
        "is cut short: its '\(box)' box should reach to byte \(end), but there are \(size)",
        remedy: "copy the file again from where it came")
    case .noIndex:
      throw UserError(
        .invalidInput, name, "is an MP4 without its index (no 'moov' box), so no picture in it can be found",
        remedy: "the recording was probably interrupted; repair it, or take the original")
    case .indexLast where size == nil:
      throw UserError(
        .invalidInput, name,
        "carries an MP4 with its index ('moov') behind the pictures, and a pipe cannot jump to it",
        remedy: "give the file's path instead of '-', or move the index first: "
          + "ffmpeg -i IN.mp4 -c copy -movflags +faststart OUT.mp4")
    case .indexFirst(let index), .indexLast(let index?): return index
    default: return nil
    }
  }
}
