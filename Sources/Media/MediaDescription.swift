public import Geometry

/// What a reader found in its input.
public struct MediaDescription: Sendable {
  /// A track that is carried over packet by packet.
  public struct Track: Sendable {
    /// What it carries.
    public enum Kind: String, Sendable { case audio, subtitles }
    /// What it carries.
    public var kind: Kind
    /// The codec and its headers.
    public var caps: StreamCaps
  }

  /// The pixel format of every frame.
  public var format: FrameFormat
  /// How frames are turned for display.
  public var orientation: Orientation
  /// The tracks beside the video, in the input's order.
  public var tracks: [Track]
  /// The whole length, where the container says so.
  public var duration: MediaTime?
  /// Where the first displayed frame stands on the container's time line.
  public var start: MediaTime
  /// Ticks per second of the video track's own times, where the container has such.
  public var timescale: UInt32?
  /// Pictures and packets that the container's index lists, to make room for an index as long.
  public var sampleCounts: [UInt32]
  /// The GStreamer element that decodes pictures, where it is one whose threads were set.
  public var decoder: String?
  /// The type of the container, such as `video/quicktime`, where GStreamer says it.
  public var container: String?
  /// The type of the coded pictures, such as `video/x-h264`, where they are coded.
  public var codec: String?
  /// Streams that are not carried over, each in words.
  public var leftOut: [String]

  /// The size at which frames are shown, before the pixel aspect ratio.
  public var displaySize: PictureSize { format.size.displayed(orientation) }
}
