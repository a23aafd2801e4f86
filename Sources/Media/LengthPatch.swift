import CGStreamer
import MovieBoxes

/// Hides from the demuxer how long an MP4 says that it is.
///
/// GStreamer 1.22's qtdemux draws two wrong conclusions from the movie's length. It stops there, measured on
/// each track's own clock: where that runs ahead, as it does by an AAC encoder's priming, the last packets are
/// lost. And it leaves out, with no more than a debug line, a track shorter than a fifth of it. Without a
/// length it does neither. The field is zeroed in the bytes on their way; the file is not touched.
struct LengthPatch {
  private let range: Range<UInt64>

  /// A patch for a movie, or nil where it has no length.
  init?(_ index: MovieIndex?) {
    guard let header = index?.header, header.duration > 0 else { return nil }
    range = header.durationField
  }

  /// Changes bytes that were read at an offset of the file.
  func apply(to target: UnsafeMutableRawBufferPointer, readAt offset: UInt64) {
    let common = range.clamped(to: offset..<offset + UInt64(target.count))
    for position in common { target[Int(position - offset)] = 0 }
  }

  /// Changes everything that is pulled from a source element from now on.
  func attach(to source: UnsafeMutablePointer<GstElement>) {
    let pad = gst_element_get_static_pad(source, "src")
    defer { gst_object_unref(pad) }
    let kinds = GST_PAD_PROBE_TYPE_PULL.rawValue | GST_PAD_PROBE_TYPE_BUFFER.rawValue
    gst_pad_add_probe(
      pad, GstPadProbeType(rawValue: kinds),
      { _, info, context in
        if let info, let context {
          Unmanaged<Holder>.fromOpaque(context).takeUnretainedValue().patch.apply(to: info)
        }
        return GST_PAD_PROBE_OK
      }, Unmanaged.passRetained(Holder(patch: self)).toOpaque(),
      { context in
        if let context { Unmanaged<Holder>.fromOpaque(context).release() }
      })
  }

  private func apply(to info: UnsafeMutablePointer<GstPadProbeInfo>) {
    // Before the pull there is no buffer yet.
    guard let data = info.pointee.data else { return }
    let buffer = data.assumingMemoryBound(to: GstBuffer.self)
    let offset = UInt64(info.pointee.offset)
    guard range.overlaps(offset..<offset + UInt64(gst_buffer_get_size(buffer))) else { return }
    var map = GstMapInfo()
    guard
      gst_buffer_map(buffer, &map, GstMapFlags(rawValue: GST_MAP_READ.rawValue | GST_MAP_WRITE.rawValue)) != 0
    else { return }
    apply(to: UnsafeMutableRawBufferPointer(start: map.data, count: Int(map.size)), readAt: offset)
    gst_buffer_unmap(buffer, &map)
  }

  /// A C callback's context is an object.
  private final class Holder: Sendable {
    let patch: LengthPatch

    init(patch: LengthPatch) {
      self.patch = patch
    }
  }
}
