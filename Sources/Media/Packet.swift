import CGStreamer
public import Geometry

/// One coded packet of sound or text, carried over bit for bit.
public final class Packet: @unchecked Sendable {
  /// The presentation time, from the first displayed frame; negative for sound that is decoded but not heard
  /// (an encoder's priming).
  public let time: MediaTime
  /// How long its whole track is shown, where an edit list ends it.
  let shown: MediaTime?
  /// How long it lasts, where the container says so.
  public let duration: MediaTime?
  /// Its bytes.
  public var count: Int { Int(gst_buffer_get_size(buffer)) }

  let buffer: UnsafeMutablePointer<GstBuffer>

  /// Takes over a reference to `buffer`.
  init(
    owning buffer: UnsafeMutablePointer<GstBuffer>, time: MediaTime, shown: MediaTime?, duration: MediaTime?
  ) {
    self.buffer = buffer
    self.time = time
    self.shown = shown
    self.duration = duration
  }

  deinit { fv_buffer_unref(buffer) }
}
