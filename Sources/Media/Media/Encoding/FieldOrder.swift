import CGStreamer

/// Whether a frame is two fields of two instants, and which of them comes first.
enum FieldOrder: String {
  case progressive
  case topFirst = "interlaced, top field first"
  case bottomFirst = "interlaced, bottom field first"

  /// What the decoder says of a frame.
  init(_ buffer: UnsafeMutablePointer<GstBuffer>) {
    self =
      fv_buffer_is_interlaced(buffer) == 0
      ? .progressive : fv_buffer_is_top_first(buffer) != 0 ? .topFirst : .bottomFirst
  }
}
