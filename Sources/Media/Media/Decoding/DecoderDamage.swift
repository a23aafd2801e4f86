import CGStreamer
import CLibAV
import Glibc
import Synchronization

/// In which packets a decoder met errors.
///
/// libavcodec conceals what it cannot decode: it guesses pixels from those around, and only says so in its log.
/// The log's messages are taken on the thread that decodes, between one packet and the next.
final class DecoderDamage: Sendable {
  private struct State {
    /// The packet that the decoder is at.
    var current = 0
    var damaged: Set<Int> = []
    /// The packets that the decoder was at when it gave pictures that were not asked for yet.
    var reached: [Int] = []
  }
  private let state = Mutex(State())
  /// Packets that are decoded at once: an error is in one of them.
  private let threads: Int

  init(threads: Int) {
    self.threads = max(1, threads)
  }

  /// The damaged packets so far.
  var numbers: Set<Int> { state.withLock { $0.damaged } }

  /// Takes note of a packet that is known to be damaged otherwise.
  func note(_ number: Int) { _ = state.withLock { $0.damaged.insert(number) } }

  /// The packet that the decoder was at when it gave the next picture: all before it are decoded. To be asked once for
  /// each picture, in the order in which they come.
  func takeReached() -> Int {
    state.withLock { $0.reached.isEmpty ? 0 : $0.reached.removeFirst() }
  }

  /// Follows what a decoder is at. Takes over libavcodec's log, which GStreamer's plugin only copies into its own.
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
    // GStreamer's plugin has set its own meanwhile.
    LibAV.start()
  }

  /// Has a function called with this object for each buffer at a pad.
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
    Unmanaged.fromOpaque(context).takeUnretainedValue()
  }

  /// Takes a message of libavcodec's log.
  ///
  /// - Parameter level: libavutil's. Of what is known to be missing, as where a stream begins, it tells as of details.
  static func take(_ format: UnsafePointer<CChar>?, level: Int32) {
    if level <= AV_LOG_INFO, let format, tellsOfDamage(format) { noteOnThisThread() }
  }

  /// Lets go of what is known by thread.
  func forget() { Self.byThread.withLock { all in all = all.filter { $0.value !== self } } }

  /// Who decodes on which thread. A decoder with several threads has some that are not here.
  private static let byThread = Mutex<[UInt: DecoderDamage]>([:])

  /// What the decoders say of pictures that they give all the same (libavcodec's error_resilience.c, h264_slice.c,
  /// h264_refs.c, hevc_refs.c, mpeg12dec.c and others). Their many other complaints concern what is not shown.
  private static let messages = [
    "concealing", "error while decoding", "Could not find ref", "Missing reference", "ac-tex damaged",
    "slice mismatch", "cabac decode of qscale", "overread", "damaged", "unref short failure", "Frame num gap",
    "is outside the valid range", "CABAC_MAX_BIN", "PPS changed between slices", "constructing the frame RPS",
    "error y=", "error dc", "error count",
  ]

  private static func tellsOfDamage(_ format: UnsafePointer<CChar>) -> Bool {
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
      // Whatever the order, a picture of so long ago is out.
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
