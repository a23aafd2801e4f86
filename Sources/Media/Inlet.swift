import CGStreamer
import Channels
import Geometry

/// One stream's way into a writing pipeline: an appsrc that rings a bell whenever a buffer leaves it.
///
/// It never blocks. Whoever pushes asks `waiting` first, and waits for the bell while too much waits.
final class Inlet: @unchecked Sendable {
  let element: UnsafeMutablePointer<GstElement>
  let bell = Bell()
  private(set) var muxerPad: UnsafeMutablePointer<GstPad>?
  /// Up to where packets and gaps reach on the muxer's clock.
  private var reached: GstClockTime
  private var lastTime: GstClockTime?
  private var isEnded = false

  /// Makes an inlet for a stream that begins at `start` of the muxer's clock.
  init(caps: UnsafeMutablePointer<GstCaps>, start: GstClockTime) throws {
    reached = start
    element = try GStreamerLibrary.element("appsrc")
    fv_set_int(element, "format", Int32(GST_FORMAT_TIME.rawValue))
    gst_app_src_set_caps(fv_app_src(element), caps)
    gst_app_src_set_max_bytes(fv_app_src(element), 0)
    let pad = gst_element_get_static_pad(element, "src")
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, _, context in
        if let context { Unmanaged<Bell>.fromOpaque(context).takeUnretainedValue().ring() }
        return GST_PAD_PROBE_OK
      }, Unmanaged.passRetained(bell).toOpaque(),
      { context in
        if let context { Unmanaged<Bell>.fromOpaque(context).release() }
      })
  }

  /// Buffers that have not left yet.
  var waiting: Int { Int(gst_app_src_get_current_level_buffers(fv_app_src(element))) }
  /// Bytes that have not left yet.
  var waitingBytes: Int { Int(gst_app_src_get_current_level_bytes(fv_app_src(element))) }

  /// Hands over a copy of `buffer` that shares its memory, at a time on the muxer's clock.
  func push(_ buffer: UnsafeMutablePointer<GstBuffer>, at time: GstClockTime, duration: MediaTime?) -> Bool {
    let copy: UnsafeMutablePointer<GstBuffer> = fv_buffer_copy(buffer)
    let stated = duration.map { GstClockTime(max(0, $0.nanoseconds)) } ?? 0
    // A last buffer without a duration would be shown for no time at all: it lasts as long as the step to it.
    let step = lastTime.map { time > $0 ? time - $0 : 0 } ?? 0
    let length = stated > 0 ? stated : step
    lastTime = time
    fv_buffer_set_times(copy, time, length > 0 ? length : fv_clock_time_none())
    fv_buffer_clear_discont(copy)
    reached = max(reached, time + length)
    return gst_app_src_push_buffer(fv_app_src(element), copy) == GST_FLOW_OK
  }

  /// Whether a muxer waits for this stream while others go on.
  var isStarving: Bool { !isEnded && waiting == 0 }

  /// How far others may be ahead before a gap is told, in nanoseconds: longer than any usual interleaving.
  private static let patience: GstClockTime = 2_000_000_000

  /// Says that nothing comes before `time`, when nothing waits and the last packet ended long before it. A
  /// packet of before may still follow; it is then stored further back than it could be.
  func skipSilence(until time: GstClockTime) {
    guard isStarving, reached + Self.patience < time else { return }
    gst_element_send_event(element, gst_event_new_gap(reached, time - reached))
    reached = time
  }

  /// Tells that nothing follows.
  func end() {
    isEnded = true
    gst_app_src_end_of_stream(fv_app_src(element))
  }

  /// Remembers the muxer's pad that `element` was linked to.
  func findMuxerPad(behind element: UnsafeMutablePointer<GstElement>) {
    guard let source = gst_element_get_static_pad(element, "src") else { return }
    defer { gst_object_unref(source) }
    muxerPad = gst_pad_get_peer(source)
    if let muxerPad { gst_object_unref(muxerPad) }  // The muxer owns it, and lives as long as this.
  }
}
