import CGStreamer
import Core

/// The input of a pipeline: an appsrc that signals an event whenever a buffer leaves it.
///
/// It never blocks and has no limit of its own: the producer must query `waiting`, and wait for the event
/// while too many buffers are queued.
final class AppSrcStream: Sendable {
  /// The element, owned by its pipeline, which outlives the stream.
  nonisolated(unsafe) let element: UnsafeMutablePointer<GstElement>  // GStreamer's objects are thread-safe.

  init(caps: UnsafeMutablePointer<GstCaps>, event: AsyncEvent) throws {
    element = try GStreamerLibrary.element("appsrc")
    fv_set_int(element, "format", Int32(GST_FORMAT_TIME.rawValue))
    gst_app_src_set_caps(fv_app_src(element), caps)
    gst_app_src_set_max_bytes(fv_app_src(element), 0)
    let pad = gst_element_get_static_pad(element, "src")
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, _, context in
        if let context { Unmanaged<AsyncEvent>.fromOpaque(context).takeUnretainedValue().notify() }
        return GST_PAD_PROBE_OK
      }, Unmanaged.passRetained(event).toOpaque(),
      { context in
        if let context { Unmanaged<AsyncEvent>.fromOpaque(context).release() }
      })
  }

  /// The number of queued buffers.
  var waiting: Int { Int(gst_app_src_get_current_level_buffers(fv_app_src(element))) }

  /// Pushes a buffer and takes ownership of it; returns false when the pipeline accepts no more.
  func push(_ buffer: UnsafeMutablePointer<GstBuffer>) -> Bool {
    gst_app_src_push_buffer(fv_app_src(element), buffer) == GST_FLOW_OK
  }

  /// Sends end of stream.
  func end() { gst_app_src_end_of_stream(fv_app_src(element)) }
}
