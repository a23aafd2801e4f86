import CGStreamer

/// A pipeline and the elements that were added to it. All are released with it, also where the initializer of its
/// owner throws half-way. Who started it must stop it first.
final class GStreamerPipeline: Sendable {
  /// The pipeline itself.
  nonisolated(unsafe) let element: UnsafeMutablePointer<GstElement>  // GStreamer's objects are thread-safe.

  init() {
    element = gst_pipeline_new(nil)
  }

  deinit { gst_object_unref(element) }

  /// Adds an element and takes ownership of it. Nothing owns a new element before, so it is added at once.
  func add(_ part: UnsafeMutablePointer<GstElement>) { gst_bin_add(fv_bin(element), part) }

  /// Links elements in their order; returns false where two of them have no format in common.
  func link(_ parts: [UnsafeMutablePointer<GstElement>]) -> Bool {
    zip(parts, parts.dropFirst()).allSatisfy { gst_element_link($0, $1) != 0 }
  }

  /// Returns false when an element cannot be started.
  func start() -> Bool { gst_element_set_state(element, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE }

  /// Blocks until GStreamer's threads have ended.
  func stop() { gst_element_set_state(element, GST_STATE_NULL) }
}
