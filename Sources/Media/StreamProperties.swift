import CGStreamer
import Geometry

/// What a stream's sticky events say about it.
struct StreamProperties {
  private let pad: UnsafeMutablePointer<GstPad>

  /// Reads from the pad of an outlet.
  init(_ outlet: Outlet) {
    pad = gst_element_get_static_pad(outlet.sink, "sink")
    gst_object_unref(pad)  // The outlet's pipeline owns it as well, and lives longer.
  }

  /// The caps in words, without the bytes of codec headers.
  var caps: String {
    guard let caps = gst_pad_get_current_caps(pad) else { return "" }
    defer { fv_caps_unref(caps) }
    return GStreamerLibrary.take(gst_caps_to_string(caps)) ?? ""
  }

  /// How long the stream is shown, where an edit list ends it.
  var shown: MediaTime? {
    // The outlet widens its own segment; the pad before it has it as it came.
    guard let peer = gst_pad_get_peer(pad) else { return nil }
    defer { gst_object_unref(peer) }
    guard let event = gst_pad_get_sticky_event(peer, GST_EVENT_SEGMENT, 0) else { return nil }
    defer { fv_event_unref(event) }
    var pointer: UnsafePointer<GstSegment>?
    gst_event_parse_segment(event, &pointer)
    guard let segment = pointer?.pointee, segment.format == GST_FORMAT_TIME,
      segment.stop != fv_clock_time_none(), segment.stop > segment.start
    else { return nil }
    return MediaTime(nanoseconds: Int64(clamping: segment.stop - segment.start))
  }

  /// How pictures are turned for display: the `image-orientation` tag, such as `rotate-90` or `flip-rotate-180`.
  var orientation: Orientation {
    var index: UInt32 = 0
    while let event = gst_pad_get_sticky_event(pad, GST_EVENT_TAG, index) {
      defer { fv_event_unref(event) }
      index += 1
      var list: UnsafeMutablePointer<GstTagList>?
      gst_event_parse_tag(event, &list)
      var value: UnsafeMutablePointer<CChar>?
      if gst_tag_list_get_string(list, fv_tag_image_orientation(), &value) != 0,
        let name = GStreamerLibrary.take(value)
      {
        let degrees = name.split(separator: "-").last.flatMap { Int($0) } ?? 0
        return Orientation(quarterTurns: degrees / 90, isFlipped: name.hasPrefix("flip"))
      }
    }
    return .identity
  }
}
