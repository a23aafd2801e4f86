import CGStreamer
import Geometry
import Synchronization

/// How far the first coded picture's presentation lies behind its decoding, seen where it enters the muxer.
final class CompositionOffset: Sendable {
  private let offset = Mutex<MediaTime?>(nil)

  /// The offset; zero until the first picture, and for encoders that do not reorder.
  var value: MediaTime { offset.withLock { $0 } ?? .zero }

  /// Watches a pad until the first buffer.
  func observe(_ pad: UnsafeMutablePointer<GstPad>) {
    gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BUFFER,
      { _, info, context in
        guard let context, let buffer = info.flatMap({ gst_pad_probe_info_get_buffer($0) }) else {
          return GST_PAD_PROBE_OK
        }
        Unmanaged<CompositionOffset>.fromOpaque(context).takeUnretainedValue().note(buffer)
        return GST_PAD_PROBE_REMOVE
      }, Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context { Unmanaged<CompositionOffset>.fromOpaque(context).release() }
      })
  }

  private func note(_ buffer: UnsafeMutablePointer<GstBuffer>) {
    let (pts, dts) = (fv_buffer_pts(buffer), fv_buffer_dts(buffer))
    guard dts != fv_clock_time_none(), pts != fv_clock_time_none(), pts > dts else { return }
    offset.withLock { $0 = MediaTime(nanoseconds: Int64(clamping: pts - dts)) }
  }
}
