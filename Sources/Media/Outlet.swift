import CGStreamer
import Channels
import Geometry
import Synchronization

/// One stream's way out of a reading pipeline: an appsink whose callbacks only ring a bell.
///
/// The appsink's own bounded queue is the back-pressure: when it is full, GStreamer's thread waits. One task
/// may pull at a time. When the pipeline fails, a pull throws instead of ending.
final class Outlet: @unchecked Sendable {
  /// What leaves here.
  enum Kind: Sendable, Equatable {
    case video
    case track(MediaDescription.Track.Kind)
  }

  let kind: Kind
  /// The caps as they were when the stream was found: the sink itself learns them only with its first buffer.
  let caps: StreamCaps
  /// The element, owned by its pipeline, which outlives every outlet.
  let sink: UnsafeMutablePointer<GstElement>
  let bell = Bell()
  private let lastShown = Mutex<MediaTime?>(nil)

  /// By how much stream times of tracks (not of video) are too great here.
  static let lead = MediaTime(seconds: 365 * 24 * 3600)
  /// Frames that may wait here: the decoder works on the next one meanwhile.
  static let waitingFrames: UInt32 = 1
  /// Packets that may wait here; sound is fetched at once.
  static let waitingPackets: UInt32 = 32

  init(kind: Kind, caps: StreamCaps) throws {
    self.kind = kind
    self.caps = caps
    sink = try GStreamerLibrary.element("appsink")
    fv_set_int(sink, "sync", 0)
    fv_set_int(sink, "async", 0)
    fv_set_uint(sink, "max-buffers", kind == .video ? Self.waitingFrames : Self.waitingPackets)
    var callbacks = GstAppSinkCallbacks()
    callbacks.eos = { _, context in Outlet.ring(context) }
    callbacks.new_sample = { _, context in
      Outlet.ring(context)
      return GST_FLOW_OK
    }
    gst_app_sink_set_callbacks(
      fv_app_sink(sink), &callbacks, Unmanaged.passRetained(bell).toOpaque(), Outlet.releaseBell)
    if kind == .video { offerVideoMeta() } else { keepHiddenPackets() }
  }

  /// How long the stream is shown, where an edit list ends it; known with the first packet.
  var shown: MediaTime? { lastShown.withLock { $0 } }

  /// The next sample, which the caller owns; nil when there is none now.
  func tryPull() -> OpaquePointer? { gst_app_sink_try_pull_sample(fv_app_sink(sink), 0) }

  /// Whether the stream has ended and everything was pulled.
  var isEnded: Bool { gst_app_sink_is_eos(fv_app_sink(sink)) != 0 }

  /// Tells the decoder that padded rows are welcome, so that it need not copy each picture into tight ones.
  private func offerVideoMeta() {
    let pad = gst_element_get_static_pad(sink, "sink")
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM,
      { _, info, _ in
        guard let query = gst_pad_probe_info_get_query(info),
          fv_query_type(query) == GST_QUERY_ALLOCATION
        else { return GST_PAD_PROBE_OK }
        gst_query_add_allocation_meta(query, gst_video_meta_api_get_type(), nil)
        return GST_PAD_PROBE_HANDLED
      }, nil, nil)
    gst_object_unref(pad)
  }

  /// Widens the segment of a track. A sink drops what lies outside its segment, and there lie packets that
  /// are decoded but not heard, such as an AAC encoder's priming. Stream times grow by `lead`, so that
  /// those of hidden packets are not negative.
  private func keepHiddenPackets() {
    let pad = gst_element_get_static_pad(sink, "sink")
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      { _, info, context in
        guard let info, let context, let event = gst_pad_probe_info_get_event(info),
          fv_event_type(event) == GST_EVENT_SEGMENT,
          let widened = Unmanaged<Outlet>.fromOpaque(context).takeUnretainedValue().widened(event)
        else { return GST_PAD_PROBE_OK }
        fv_event_unref(event)
        info.pointee.data = UnsafeMutableRawPointer(widened)
        return GST_PAD_PROBE_OK
      }, Unmanaged.passUnretained(self).toOpaque(), nil)
    gst_object_unref(pad)
  }

  private func widened(_ event: UnsafeMutablePointer<GstEvent>) -> UnsafeMutablePointer<GstEvent>? {
    var original: UnsafePointer<GstSegment>?
    gst_event_parse_segment(event, &original)
    guard var segment = original?.pointee, segment.format == GST_FORMAT_TIME else { return nil }
    if segment.stop != fv_clock_time_none(), segment.stop > segment.start {
      let length = MediaTime(nanoseconds: Int64(clamping: segment.stop - segment.start))
      lastShown.withLock { $0 = length }
    }
    let lead = GstClockTime(Outlet.lead.nanoseconds)
    guard segment.start <= segment.time + lead else { return nil }
    segment.time = segment.time + lead - segment.start
    segment.start = 0
    segment.stop = fv_clock_time_none()
    return gst_event_new_segment(&segment)
  }

  private static func ring(_ context: gpointer?) {
    if let context = context { Unmanaged<Bell>.fromOpaque(context).takeUnretainedValue().ring() }
  }

  private static let releaseBell: GDestroyNotify = { context in
    if let context = context { Unmanaged<Bell>.fromOpaque(context).release() }
  }
}
