import CLibAV
public import Geometry

/// The properties of an opened input.
public struct MediaDescription: Sendable {
  /// An audio or subtitle track, which is copied packet by packet.
  public struct Track: Sendable {
    public enum Kind: String, Sendable { case audio, subtitles }
    let input: InputTrack
    public var kind: Kind { input.kind }
    /// The stream index in the container, counted from 0 as in ffprobe.
    public var index: Int { input.index }
    public var parameters: CodecParameters { input.parameters }
  }

  /// The format that all decoded frames share.
  public var format: FrameFormat
  /// The rotation and flip that display applies to frames.
  public var orientation: Orientation
  /// The audio and subtitle tracks, in the input's order.
  public var tracks: [Track]
  /// The duration that the container states; nil where it states none.
  public var duration: MediaTime?
  /// The PTS of the first presented frame on the container's timeline.
  public var start: MediaTime
  /// Samples of each track in the container's index, used to reserve space for the output's index.
  public var sampleCounts: [Int]
  /// The name of the GStreamer element that decodes the video.
  public var decoder: String
  /// libavformat's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// libavcodec's name of the video's codec, such as `h264`.
  public var codec: String { video.parameters.codec }
  /// Descriptions of the streams that are not copied.
  public var droppedStreams: [String]
  /// The video track as the container describes it.
  let video: InputTrack
  /// The container's metadata: title, location, device and so on.
  let metadata: [(key: String, value: String)]
  let chapters: [Chapter]
  /// Mastering display metadata and content light level.
  let mastering: HDRMetadata

  /// The frame size after rotation, before the pixel aspect ratio is applied.
  public var displaySize: FrameSize { format.size.displayed(orientation) }

  /// How frames are stored and displayed.
  public var geometry: FrameGeometry {
    FrameGeometry(size: format.size, orientation: orientation, pixelAspect: format.pixelAspect)
  }
}

/// A chapter of the container, with its metadata (such as its title).
struct Chapter: Sendable {
  var start: MediaTime
  var end: MediaTime
  var metadata: [(key: String, value: String)]

  init?(_ chapter: AVChapter) {
    guard let timeBase = TimeBase(chapter.time_base), let start = timeBase.time(chapter.start),
      let end = timeBase.time(chapter.end)
    else { return nil }
    (self.start, self.end) = (start, end)
    metadata = LibAV.entries(chapter.metadata)
  }
}
