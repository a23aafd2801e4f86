import CGStreamer
import CLibAV
import Glibc
import Synchronization

/// Records the packets in which a decoder met errors.
///
/// libavcodec conceals errors: it interpolates missing pixels, and reports that in its log only. A log
/// message is attributed to the packet that the decoder is processing on the thread that logs.
final class DecoderDamage: Sendable {
  private struct State {
    /// The number of the packet that is being decoded.
    var current = 0
    var damaged: Set<Int> = []
    /// For each frame that was output and not yet pulled: the packet that was being decoded at that time.
    var reached: [Int] = []
  }
  private let state = Mutex(State())
  /// Decoder threads, and so packets decoded in parallel: an error is in one of them.
  private let threads: Int

  init(threads: Int) {
    self.threads = max(1, threads)
  }

  /// The numbers of the damaged packets so far.
  var numbers: Set<Int> { state.withLock { $0.damaged } }

  /// Marks a packet that is known to be damaged from another source.
  func note(_ number: Int) { _ = state.withLock { $0.damaged.insert(number) } }

  /// The packet that was being decoded when the next frame was output: all packets before it are decoded.
  /// Must be called once for each frame, in output order.
  func takeReached() -> Int {
    state.withLock { $0.reached.isEmpty ? 0 : $0.reached.removeFirst() }
  }

  /// Installs pad probes that track which packet the decoder processes, and replaces gst-libav's log
  /// callback.
  func observe(_ decoder: UnsafeMutablePointer<GstElement>) {
    probe(decoder, "sink") { _, info, context in
      if let info, let context, let buffer = gst_pad_probe_info_get_buffer(info) {
        DecoderDamage.observer(context).enter(Int(clamping: fv_buffer_pts(buffer) / 1_000_000))
      }
      return GST_PAD_PROBE_OK
    }
    probe(decoder, "src") { _, _, context in
      if let context { DecoderDamage.observer(context).leave() }
      return GST_PAD_PROBE_OK
    }
    // gst-libav installs its own callback when the plugin is loaded.
    LibAV.start()
  }

  /// Adds a buffer probe to a pad, with this object as the context.
  private func probe(
    _ decoder: UnsafeMutablePointer<GstElement>, _ name: String, _ callback: GstPadProbeCallback
  ) {
    let pad = gst_element_get_static_pad(decoder, name)
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER, callback, Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context { Unmanaged<DecoderDamage>.fromOpaque(context).release() }
      })
  }

  private static func observer(_ context: UnsafeMutableRawPointer) -> DecoderDamage {
    // The probe holds a reference until it is removed with its pad (`passRetained` above).
    Unmanaged.fromOpaque(context).takeUnretainedValue()
  }

  /// Handles a message of libavcodec's log.
  ///
  /// - Parameter level: libavutil's log level. Expected gaps, such as missing references at the start of a
  ///   stream, are logged above AV_LOG_INFO and ignored.
  static func take(_ format: UnsafePointer<CChar>?, level: Int32) {
    if level <= AV_LOG_INFO, let format, reportsDamage(format) { noteOnThisThread() }
  }

  /// Removes this object from the table of threads.
  func forget() { Self.byThread.withLock { all in all = all.filter { $0.value !== self } } }

  /// The decoder of each streaming thread. The worker threads of a multi-threaded decoder are not listed.
  private static let byThread = Mutex<[UInt: DecoderDamage]>([:])

  /// Messages about errors in frames that are output nevertheless (libavcodec's error_resilience.c,
  /// h264_slice.c, h264_refs.c, hevc_refs.c, mpeg12dec.c and others). Other messages concern data that is not
  /// displayed.
  private static let messages = [
    "concealing", "error while decoding", "Could not find ref", "Missing reference", "ac-tex damaged",
    "slice mismatch", "cabac decode of qscale", "overread", "damaged", "unref short failure", "Frame num gap",
    "is outside the valid range", "CABAC_MAX_BIN", "PPS changed between slices", "constructing the frame RPS",
    "error y=", "error dc", "error count",
  ]

  private static func reportsDamage(_ format: UnsafePointer<CChar>) -> Bool {
    messages.contains { strstr(format, $0) != nil }
  }

  private static func noteOnThisThread() {
    let concerned = byThread.withLock { all in
      all[UInt(pthread_self())].map { [$0] } ?? all.values.filter { $0.threads > 1 }
    }
    for decoder in concerned { decoder.note() }
  }

  private func enter(_ number: Int) {
    Self.byThread.withLock { $0[UInt(pthread_self())] = self }
    state.withLock { state in
      state.current = number
      // Frames of packets that old have been output, whatever the reordering.
      if state.damaged.count > 256 { state.damaged = state.damaged.filter { $0 > number - 4096 } }
    }
  }

  private func leave() {
    state.withLock { $0.reached.append($0.current) }
  }

  private func note() {
    state.withLock { state in
      for number in max(0, state.current - threads + 1)...state.current { state.damaged.insert(number) }
    }
  }
}

/// Counts the errors after which a demuxer resynchronized. libavformat reports them in its log only.
final class DemuxerDamage: Sendable {
  private let met = Mutex(0)
  private let context: UInt

  /// - Parameter context: the `AVFormatContext` that the demuxer passes to `av_log`.
  init(_ context: UnsafeMutableRawPointer) {
    self.context = UInt(bitPattern: context)
    Self.byContext.withLock { $0[self.context] = self }
  }

  var count: Int { met.withLock { $0 } }

  /// Counts an error message of the log.
  static func take(_ speaker: UnsafeMutableRawPointer) {
    byContext.withLock { $0[UInt(bitPattern: speaker)] }?.met.withLock { $0 += 1 }
  }

  /// Stops counting.
  func forget() { Self.byContext.withLock { $0[context] = nil } }

  private static let byContext = Mutex<[UInt: DemuxerDamage]>([:])
}
