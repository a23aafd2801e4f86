import CLibAV
import Core
import Glibc
import MP4Parsing

/// An AVIOContext that writes to a byte sink. Used on one thread.
///
/// It supports the muxer's seeks as far as the sink can be rewritten, and fills gaps with zeros where the
/// sink accepts sequential writes only.
final class OutputBuffer {
  let context: UnsafeMutablePointer<AVIOContext>
  private let sink: any ByteSink
  private var position: UInt64 = 0
  /// The size of the output so far, in bytes.
  private(set) var written: UInt64 = 0
  /// The error that the sink threw. libavformat only gets an error code.
  private(set) var failure: UserError?
  /// The first bytes and those written at the end, for `OutputCheck`.
  private(set) var kept = RetainedBytes()

  private static let size = 256 << 10

  init(_ sink: any ByteSink) throws {
    self.sink = sink
    guard let buffer = av_malloc(Self.size),
      let context = avio_alloc_context(
        buffer.assumingMemoryBound(to: UInt8.self), Int32(Self.size), 1, nil, nil,
        { context, bytes, count in OutputBuffer.from(context).write(bytes, Int(count)) },
        { context, offset, whence in OutputBuffer.from(context).seek(offset, whence) })
    else { throw UserError(.internalFailure, sink.name, "cannot be written", detail: "out of memory") }
    self.context = context
    // Unretained: this object owns the context and outlives it. Only libavformat calls back, on the thread of
    // the muxer.
    context.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
    context.pointee.seekable = sink.rewritableRange == .nowhere ? 0 : Int32(AVIO_SEEKABLE_NORMAL)
  }

  deinit {
    av_free(context.pointee.buffer)
    var context: UnsafeMutablePointer<AVIOContext>? = context
    avio_context_free(&context)
  }

  /// Retains all bytes that are written from now on.
  func startFinalization() {
    avio_flush(context)
    kept.startFinalization()
  }

  /// Passes on what is buffered.
  func flush() { avio_flush(context) }

  /// Overwrites bytes at an offset.
  func overwrite(_ bytes: [UInt8], at offset: UInt64) throws {
    avio_flush(context)
    try bytes.withUnsafeBytes { try sink.write($0, at: offset) }
    bytes.withUnsafeBytes { kept.add($0, at: offset) }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> OutputBuffer {
    guard let context else { preconditionFailure("an AVIOContext without its opaque pointer") }
    return Unmanaged<OutputBuffer>.fromOpaque(context).takeUnretainedValue()
  }

  private func write(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard failure == nil else { return fv_av_exit() }
    do {
      try forward(UnsafeRawBufferPointer(start: bytes, count: count))
      return Int32(count)
    } catch {
      failure = error as? UserError ?? UserError(.internalFailure, sink.name, "\(error)")
      return fv_av_exit()
    }
  }

  private func forward(_ bytes: UnsafeRawBufferPointer) throws {
    let range = position..<position + UInt64(bytes.count)
    if sink.rewritableRange != .anywhere { try fill(to: position) }
    guard sink.rewritableRange.allows(range, written: written) else {
      throw UserError(
        .configuration, sink.name,
        "the muxer must rewrite earlier bytes, which this output does not support",
        remedy: "write to a file, or use a profile for pipes such as mp4-fragmented or mkv")
    }
    try sink.write(bytes, at: position)
    kept.add(bytes, at: position)
    position = range.upperBound
    written = max(written, position)
  }

  private func fill(to offset: UInt64) throws {
    while written < offset {
      let zeros = [UInt8](repeating: 0, count: Int(min(offset - written, 1 << 20)))
      try zeros.withUnsafeBytes { try sink.write($0, at: written) }
      written += UInt64(zeros.count)
    }
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    if whence & AVSEEK_SIZE != 0 { return Int64(clamping: written) }
    let base: Int64 =
      switch whence & ~Int32(AVSEEK_FORCE) {
      case SEEK_CUR: Int64(clamping: position)
      case SEEK_END: Int64(clamping: written)
      default: 0
      }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = UInt64(target)
    return target
  }
}

/// The first bytes of an output, and the bytes written while it was finalized: they contain the container's
/// header and index. All bytes between read as zeros. With them an output can be demuxed that cannot be read
/// back, such as a pipe or a multipart upload.
struct RetainedBytes {
  private var pieces: [(offset: UInt64, bytes: [UInt8])] = []
  private var isEnd = false
  private(set) var end: UInt64 = 0

  private static let head: UInt64 = 128 << 10

  mutating func startFinalization() { isEnd = true }

  mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
    end = max(end, offset + UInt64(bytes.count))
    guard isEnd || offset < Self.head else { return }
    pieces.append((offset, Array(bytes)))
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    guard offset < end else { return 0 }
    let count = Int(min(UInt64(target.count), end - offset))
    let wanted = offset..<offset + UInt64(count)
    UnsafeMutableRawBufferPointer(rebasing: target[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
    // In order of writing, since later pieces overwrite earlier ones.
    for piece in pieces {
      let common = (piece.offset..<piece.offset + UInt64(piece.bytes.count)).clamped(to: wanted)
      guard !common.isEmpty else { continue }
      let source = piece.bytes[Int(common.lowerBound - piece.offset)..<Int(common.upperBound - piece.offset)]
      source.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: target[Int(common.lowerBound - offset)...]).copyMemory(
          from: bytes)
      }
    }
    return count
  }
}

/// The retained bytes of an output as a demuxer's input.
final class RetainedInput: DemuxerInput {
  let name: String
  private let kept: RetainedBytes

  init(_ kept: RetainedBytes, name: String) {
    (self.kept, self.name) = (kept, name)
  }

  var size: UInt64? { kept.end }
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    kept.read(into: target, at: offset)
  }
  func scan() -> MovieScan { .notAMovie }
  func cancel() {}
}
