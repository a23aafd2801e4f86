import CGStreamer

/// Counts closed captions and field orders of frames, for notes on those that an encoder does not keep.
struct FrameMetaCounter: Sendable, Codable {
  private var captions = 0
  private var orders: [FieldOrder: Int] = [:]
  /// The field order of the first frame, which encoders use for all.
  private(set) var coded: FieldOrder?

  mutating func add(_ frame: UnsafeMutablePointer<GstBuffer>) {
    if gst_buffer_get_n_meta(frame, gst_video_caption_meta_api_get_type()) > 0 { captions += 1 }
    let order = FieldOrder(frame)
    orders[order, default: 0] += 1
    coded = coded ?? order
  }

  /// Adds the frames of a later part of the same video.
  mutating func add(_ later: FrameMetaCounter) {
    captions += later.captions
    orders.merge(later.orders, uniquingKeysWith: +)
    coded = coded ?? later.coded
  }

  /// - Parameter encoder: the profile's elements.
  func notes(_ encoder: String) -> [String] { captionNotes(encoder) + orderNotes }

  /// x264 is the only encoder that writes closed captions.
  private func captionNotes(_ encoder: String) -> [String] {
    captions == 0 || encoder.contains("x264enc")
      ? []
      : [
        "not carried over: closed captions, on \(captions) frames: only H.264 in 8 bits keeps them (--profile mp4, mkv)"
      ]
  }

  private var orderNotes: [String] {
    guard let coded else { return [] }
    return orders.filter { $0.key != coded }.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      order, count in
      "frames that are \(order.rawValue), but flagged like the first frame (\(coded.rawValue)): \(count)"
    }
  }
}

/// Whether a frame is interlaced, and its field order.
enum FieldOrder: String, Codable, CodingKeyRepresentable {
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
