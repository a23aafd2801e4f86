import CGStreamer

/// What a stream carries, as GStreamer describes it, with the codec's headers. Immutable.
public final class StreamCaps: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<GstCaps>

  /// Keeps a reference of its own.
  init(_ pointer: UnsafeMutablePointer<GstCaps>) {
    self.pointer = fv_caps_ref(pointer)
  }

  deinit { fv_caps_unref(pointer) }

  /// The codec alone: `audio/mpeg`.
  public var mediaType: String {
    guard let structure = gst_caps_get_structure(pointer, 0) else { return "unknown" }
    return String(cString: gst_structure_get_name(structure))
  }

  /// Bytes that a container's header may need for it.
  var size: Int { (GStreamerLibrary.take(gst_caps_to_string(pointer)) ?? "").utf8.count }
}
