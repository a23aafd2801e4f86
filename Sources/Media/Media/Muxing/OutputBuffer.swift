import CLibAV
import Core
import Glibc

/// libavformat's buffer before a byte sink. Used on one thread.
///
/// It follows the muxer's ways back as far as the sink allows, and fills holes with zeros where the sink cannot have
/// them.
final class OutputBuffer {
  let context: UnsafeMutablePointer<AVIOContext>
  private let sink: any ByteSink
  private var position: UInt64 = 0
  /// Bytes handed to the sink.
  private(set) var written: UInt64 = 0
  /// What the sink threw; libavformat itself only knows that it failed.
  private(set) var failure: UserError?
  /// What was written at the head and at the end, to be looked at again.
  private(set) var kept = RetainedBytes()

  private static let size = 256 << 10

  init(_ sink: any ByteSink) throws {
    self.sink = sink
    guard let buffer = av_malloc(Self.size),
      let context = avio_alloc_context(
        buffer.assumingMemoryBound(to: UInt8.self), Int32(Self.size), 1, nil, nil,
        { context, bytes, count in OutputBuffer.from(context).write(bytes, Int(count)) },
        { context, offset, whence in OutputBuffer.from(context).seek(offset, whence) })
    else { throw UserError(.internalFailure, sink.name, "cannot be written", detail: "no memory") }
    self.context = context
    // The context ends before this object, which frees it.
    context.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
    context.pointee.seekable = sink.rewriting == .nowhere ? 0 : Int32(AVIO_SEEKABLE_NORMAL)
  }

  deinit {
    av_free(context.pointee.buffer)
    var context: UnsafeMutablePointer<AVIOContext>? = context
    avio_context_free(&context)
  }

  /// Everything that is written from now on belongs to the end.
  func beginEnd() {
    avio_flush(context)
    kept.beginEnd()
  }

  /// Writes bytes over what is there.
  func overwrite(_ bytes: [UInt8], at offset: UInt64) throws {
    avio_flush(context)
    try bytes.withUnsafeBytes { try sink.write($0, at: offset) }
    bytes.withUnsafeBytes { kept.add($0, at: offset) }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> OutputBuffer {
    guard let context else { preconditionFailure("libavformat lost its output") }
    return Unmanaged<OutputBuffer>.fromOpaque(context).takeUnretainedValue()
  }

  private func write(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard failure == nil else { return fv_av_exit() }
    do {
      try hand(UnsafeRawBufferPointer(start: bytes, count: count))
      return Int32(count)
    } catch {
      failure = error as? UserError ?? UserError(.internalFailure, sink.name, "\(error)")
      return fv_av_exit()
    }
  }

  private func hand(_ bytes: UnsafeRawBufferPointer) throws {
    let range = position..<position + UInt64(bytes.count)
    if sink.rewriting != .anywhere { try fill(to: position) }
    guard sink.rewriting.allows(range, written: written) else {
      throw UserError(
        .configuration, sink.name,
        "this container must go back while it is written, and that cannot be done here",
        remedy: "write to a file, or take a profile for pipes such as mp4-fragmented or mkv")
    }
    try sink.write(bytes, at: position)
    kept.add(bytes, at: position)
    position = range.upperBound
    written = max(written, position)
  }

  /// Writes zeros up to an offset.
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
