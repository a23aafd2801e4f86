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
    /// The packet that the decoder was at when it gave the picture of another.
    var reached: [Int: Int] = [:]
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

  /// The packet that the decoder was at when it gave a picture: all before it are decoded. To be asked once.
  func reached(with number: Int?) -> Int {
    state.withLock { state in number.flatMap { state.reached.removeValue(forKey: $0) } } ?? number ?? 0
  }

  /// Follows what a decoder is at. Takes over libavcodec's log, which GStreamer's plugin only copies into its own.
  func observe(_ decoder: UnsafeMutablePointer<GstElement>, numberedBy caps: UnsafeMutablePointer<GstCaps>) {
    let pad = gst_element_get_static_pad(decoder, "sink")
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, context in
        guard let info, let context, let buffer = gst_pad_probe_info_get_buffer(info) else {
          return GST_PAD_PROBE_OK
        }
        let damage = Unmanaged<DecoderDamage>.fromOpaque(context).takeUnretainedValue()
        damage.enter(Int(clamping: fv_buffer_pts(buffer) / 1_000_000))
        return GST_PAD_PROBE_OK
      }, Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context { Unmanaged<DecoderDamage>.fromOpaque(context).release() }
      })
    observeOutput(decoder, numberedBy: caps)
    // GStreamer's plugin has set its own meanwhile.
    LibAV.start()
  }

  private func observeOutput(
    _ decoder: UnsafeMutablePointer<GstElement>, numberedBy caps: UnsafeMutablePointer<GstCaps>
  ) {
    let pad = gst_element_get_static_pad(decoder, "src")
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, context in
        guard let info, let context, let buffer = gst_pad_probe_info_get_buffer(info) else {
          return GST_PAD_PROBE_OK
        }
        let observer = Unmanaged<OutputObserver>.fromOpaque(context).takeUnretainedValue()
        if let meta = gst_buffer_get_reference_timestamp_meta(buffer, observer.caps) {
          observer.damage.leave(Int(clamping: meta.pointee.timestamp))
        }
        return GST_PAD_PROBE_OK
      }, Unmanaged.passRetained(OutputObserver(damage: self, caps: caps)).toOpaque(),
      { context in
        if let context { Unmanaged<OutputObserver>.fromOpaque(context).release() }
      })
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

  private func leave(_ number: Int) {
    state.withLock { $0.reached[number] = $0.current }
  }

  private func note() {
    state.withLock { state in
      for number in max(0, state.current - threads + 1)...state.current { state.damaged.insert(number) }
    }
  }
}

/// What a probe at a decoder's output needs.
private final class OutputObserver {
  let damage: DecoderDamage
  /// The caps of the meta that carries a packet's number.
  let caps: UnsafeMutablePointer<GstCaps>

  init(damage: DecoderDamage, caps: UnsafeMutablePointer<GstCaps>) {
    self.damage = damage
    self.caps = fv_caps_ref(caps)
  }

  deinit { fv_caps_unref(caps) }
}
