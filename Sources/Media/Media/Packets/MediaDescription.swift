import CLibAV
public import Geometry

/// What a reader found in its input.
public struct MediaDescription: Sendable {
  /// A track that is carried over packet by packet.
  public struct Track: Sendable {
    /// What it carries.
    public enum Kind: String, Sendable { case audio, subtitles }
    let input: InputTrack
    /// What it carries.
    public var kind: Kind { input.kind }
    /// Its place in the container, counted from 0 as ffprobe does.
    public var index: Int { input.index }
    /// The codec and its headers.
    public var parameters: CodecParameters { input.parameters }
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
  /// Pictures and packets that the container's index lists, to make room for an index as long.
  public var sampleCounts: [Int]
  /// The GStreamer element that decodes pictures.
  public var decoder: String
  /// libavformat's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// libavcodec's name of the video's codec, such as `h264`.
  public var codec: String { video.parameters.codec }
  /// What is not carried over, each in words.
  public var leftOut: [String]
  /// The video track as the container describes it.
  let video: InputTrack
  /// What the container says of the whole: title, place, device and so on.
  let metadata: [(key: String, value: String)]
  /// Parts of the video by name.
  let chapters: [Chapter]
  /// What a display needs to know of a picture of high dynamic range.
  let mastering: MasteringData

  /// The size at which frames are shown, before the pixel aspect ratio.
  public var displaySize: FrameSize { format.size.displayed(orientation) }
}

/// A part of a video by name.
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
