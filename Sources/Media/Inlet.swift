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

  init(caps: UnsafeMutablePointer<GstCaps>?) throws {
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
    let nanoseconds = duration.map { GstClockTime(max(0, $0.nanoseconds)) } ?? fv_clock_time_none()
    fv_buffer_set_times(copy, time, nanoseconds)
    fv_buffer_clear_discont(copy)
    return gst_app_src_push_buffer(fv_app_src(element), copy) == GST_FLOW_OK
  }

  /// Tells that nothing follows.
  func end() { gst_app_src_end_of_stream(fv_app_src(element)) }

  /// Remembers the muxer's pad that `element` was linked to.
  func findMuxerPad(behind element: UnsafeMutablePointer<GstElement>) {
    guard let source = gst_element_get_static_pad(element, "src") else { return }
    defer { gst_object_unref(source) }
    muxerPad = gst_pad_get_peer(source)
    if let muxerPad { gst_object_unref(muxerPad) }  // The muxer owns it, and lives as long as this.
  }
}
