import CGStreamer
import Channels
import Synchronization

/// What a demuxer asks of an appsrc for random access, one range at a time.
///
/// GStreamer 1.22's appsrc tells it in two callbacks on the demuxer's thread, which then waits: `seek-data` where
/// a range does not begin where the last one ended, then `need-data` with the count. `need-data` comes again
/// whenever that thread wakes and finds nothing.
final class RangeRequests: Sendable {
  private struct State {
    /// Where the next range begins.
    var position: UInt64 = 0
    /// The range that waits for its bytes.
    var wanted: Range<UInt64>?
  }
  private let state = Mutex(State())
  private let bell = Bell()

  /// Becomes the appsrc's callbacks.
  func attach(to source: UnsafeMutablePointer<GstElement>) {
    var callbacks = GstAppSrcCallbacks()
    callbacks.need_data = { source, count, context in
      if let source { RangeRequests.from(context)?.need(UInt64(count), of: source) }
    }
    callbacks.seek_data = { _, offset, context in
      RangeRequests.from(context)?.seek(to: UInt64(offset))
      return 1
    }
    gst_app_src_set_callbacks(
      fv_app_src(source), &callbacks, Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context { Unmanaged<RangeRequests>.fromOpaque(context).release() }
      })
  }

  private static func from(_ context: gpointer?) -> RangeRequests? {
    context.map { Unmanaged<RangeRequests>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The range that is asked for, when there is one; nil when the task is cancelled.
  func next() async -> Range<UInt64>? {
    while !Task.isCancelled {
      if let wanted = state.withLock({ $0.wanted }) { return wanted }
      await bell.wait()
    }
    return nil
  }

  /// Pushes the bytes of a range, unless it is not asked for any more.
  func answer(
    _ range: Range<UInt64>, with bytes: [UInt8], through source: UnsafeMutablePointer<GstElement>
  ) {
    // Pushed under the lock: a repeated `need-data` sees the range as wanted, or its bytes in the queue.
    state.withLock { state in
      guard state.wanted == range else { return }
      let buffer = gst_buffer_new_memdup(bytes, gsize(bytes.count))
      fv_buffer_set_offset(buffer, guint64(range.lowerBound))  // GStreamer's tsdemux goes by it.
      _ = gst_app_src_push_buffer(fv_app_src(source), buffer)
      state.position = range.upperBound
      state.wanted = nil
    }
  }

  private func seek(to offset: UInt64) {
    state.withLock { state in
      state.position = offset
      state.wanted = nil
    }
  }

  private func need(_ count: UInt64, of source: UnsafeMutablePointer<GstAppSrc>) {
    let isNew = state.withLock { state in
      guard state.wanted == nil, gst_app_src_get_current_level_bytes(source) == 0 else { return false }
      state.wanted = state.position..<state.position + count
      return true
    }
    if isNew { bell.ring() }
  }
}
