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
        // The probe holds a reference until it is removed with its pad (`passRetained` below).
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

/// The output of a pipeline: an appsink whose callbacks only signal; the task that owns the stream pulls the
/// samples.
///
/// Back-pressure: when the appsink's bounded queue is full, GStreamer's streaming thread waits.
final class AppSinkStream: Sendable {
  /// The element, owned by its pipeline, which outlives the stream.
  nonisolated(unsafe) let element: UnsafeMutablePointer<GstElement>  // GStreamer's objects are thread-safe.
  let event: AsyncEvent

  /// - Parameter limit: the most samples in the queue; 0: no limit.
  init(limit: UInt32, event: AsyncEvent) throws {
    self.event = event
    element = try GStreamerLibrary.element("appsink")
    fv_set_int(element, "sync", 0)
    fv_set_int(element, "async", 0)
    fv_set_uint(element, "max-buffers", limit)
    var callbacks = GstAppSinkCallbacks()
    callbacks.eos = { _, context in AppSinkStream.signal(context) }
    callbacks.new_sample = { _, context in
      AppSinkStream.signal(context)
      return GST_FLOW_OK
    }
    gst_app_sink_set_callbacks(
      fv_app_sink(element), &callbacks, Unmanaged.passRetained(event).toOpaque(),
      { context in
        if let context { Unmanaged<AsyncEvent>.fromOpaque(context).release() }
      })
  }

  /// The next sample, which the caller owns; nil when none is available now.
  func tryPull() -> OpaquePointer? { gst_app_sink_try_pull_sample(fv_app_sink(element), 0) }

  /// Whether the stream has ended and all samples were pulled.
  var isEnded: Bool { gst_app_sink_is_eos(fv_app_sink(element)) != 0 }

  /// Advertises GstVideoMeta in allocation queries, so that a decoder may output frames with padded rows
  /// instead of copying each one.
  func offerVideoMeta() {
    let pad = gst_element_get_static_pad(element, "sink")
    defer { gst_object_unref(pad) }
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM,
      { _, info, _ in
        guard let query = gst_pad_probe_info_get_query(info), fv_query_type(query) == GST_QUERY_ALLOCATION
        else { return GST_PAD_PROBE_OK }
        gst_query_add_allocation_meta(query, gst_video_meta_api_get_type(), nil)
        return GST_PAD_PROBE_HANDLED
      }, nil, nil)
  }

  private static func signal(_ context: gpointer?) {
    // The appsink holds a reference until its callbacks are removed (`passRetained` above).
    if let context { Unmanaged<AsyncEvent>.fromOpaque(context).takeUnretainedValue().notify() }
  }
}
