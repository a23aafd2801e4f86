import CLibAV
import Core
import Glibc

/// An AVIOContext that reads from a demuxer's input. Used on one thread.
final class InputBuffer {
  let context: UnsafeMutablePointer<AVIOContext>
  private let input: any DemuxerInput
  private var position: UInt64 = 0
  /// The error that reading threw. libavformat only gets an error code.
  private(set) var failure: (any Error)?

  /// The buffer size in bytes. Small, since each seek of the demuxer discards the buffer.
  private static let size = 32 << 10

  init(_ input: any DemuxerInput) throws {
    self.input = input
    guard let buffer = av_malloc(Self.size),
      let context = avio_alloc_context(
        buffer.assumingMemoryBound(to: UInt8.self), Int32(Self.size), 0, nil,
        { context, target, count in InputBuffer.from(context).read(target, Int(count)) }, nil,
        { context, offset, whence in InputBuffer.from(context).seek(offset, whence) })
    else { throw UserError(.internalFailure, input.name, "cannot be read", detail: "out of memory") }
    self.context = context
    // Unretained: this object owns the context and outlives it. Only libavformat calls back, on the thread of
    // the demuxer.
    context.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
    context.pointee.seekable = input.size == nil ? 0 : Int32(AVIO_SEEKABLE_NORMAL)
  }

  deinit {
    av_free(context.pointee.buffer)
    var context: UnsafeMutablePointer<AVIOContext>? = context
    avio_context_free(&context)
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> InputBuffer {
    guard let context else { preconditionFailure("an AVIOContext without its opaque pointer") }
    return Unmanaged<InputBuffer>.fromOpaque(context).takeUnretainedValue()
  }

  private func read(_ target: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int32 {
    guard failure == nil else { return fv_av_exit() }
    do {
      let got = try input.read(
        into: UnsafeMutableRawBufferPointer(start: target, count: count), at: position)
      position += UInt64(got)
      return got == 0 ? fv_av_eof() : Int32(got)
    } catch {
      failure = error
      return fv_av_exit()
    }
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    guard let size = input.size else { return -1 }
    if whence & AVSEEK_SIZE != 0 { return Int64(clamping: size) }
    let base: Int64 =
      switch whence & ~Int32(AVSEEK_FORCE) {
      case SEEK_CUR: Int64(clamping: position)
      case SEEK_END: Int64(clamping: size)
      default: 0
      }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = UInt64(target)
    return target
  }
}
