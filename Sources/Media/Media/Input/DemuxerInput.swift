import Core
import MovieBoxes

/// The byte source of a demuxer. Reading blocks the demuxer's own thread.
protocol DemuxerInput: AnyObject, Sendable {
  var name: String { get }
  /// The size in bytes; nil for a pipe, which is read once and sequentially.
  var size: UInt64? { get }
  /// Reads the available bytes at an offset, at least one; returns 0 at the end. A pipe supports the next
  /// offset only.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int
  /// Determines the layout of an MP4 from its boxes.
  func scan() throws -> MovieScan
  /// Ends a pending read; it and all later reads throw `CancellationError`.
  func cancel()
}

extension DemuxerInput {
  /// Validates the layout before demuxing.
  ///
  /// - Returns: the index of an MP4, where it is known.
  /// - Throws: `UserError` when an MP4 is truncated, has no index, or has an index that a pipe cannot seek
  ///   to.
  func check() throws -> MovieIndex? {
    switch try scan() {
    case .truncated(let box, let end, let size):
      throw UserError(
        .invalidInput, name,
        "is truncated: its '\(box)' box ends at byte \(end), but the input has \(size) bytes",
        remedy: "copy the file again from its source")
    case .noIndex:
      throw UserError(
        .invalidInput, name, "is an MP4 without its index (no 'moov' box), so its samples cannot be located",
        remedy: "the recording was probably interrupted; repair the file, or use the original")
    case .indexLast where size == nil:
      throw UserError(
        .invalidInput, name,
        "is an MP4 whose index ('moov' box) follows the media data, and a pipe is not seekable",
        remedy: "give the file's path instead of '-', or move the index to the front: "
          + "ffmpeg -i IN.mp4 -c copy -movflags +faststart OUT.mp4")
    case .indexFirst(let index), .indexLast(let index?): return index
    default: return nil
    }
  }
}
