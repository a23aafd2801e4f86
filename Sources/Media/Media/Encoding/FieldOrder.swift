import CGStreamer

/// Whether a frame is interlaced, and its field order.
enum FieldOrder: String {
  case progressive
  case topFirst = "interlaced, top field first"
  case bottomFirst = "interlaced, bottom field first"

  /// Reads the flags that the decoder set on a buffer.
  init(_ buffer: UnsafeMutablePointer<GstBuffer>) {
    self =
      fv_buffer_is_interlaced(buffer) == 0
      ? .progressive : fv_buffer_is_top_first(buffer) != 0 ? .topFirst : .bottomFirst
  }
}
