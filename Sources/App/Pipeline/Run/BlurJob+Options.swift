public import Detections
public import Media
public import Redaction
public import Reporting
public import Tracking

extension BlurJob {
  /// The options of a run.
  public struct Options: Sendable {
    /// The redaction effect.
    public var style = RedactionStyle()
    /// The parameters of the tracker.
    public var tracking = TrackerOptions()
    /// What makes a track likely enough to be redacted; nil for the default of the source of the faces.
    public var confirmation: TrackConfirmation?
    /// The selection rules and manual boxes.
    public var choice = Selection()
    /// Known scene cuts; nil: they are detected in the frames.
    public var cuts: SceneCuts?
    /// The memory for look-ahead frames, in bytes.
    public var lookAheadBytes = 128 << 20
    /// Track faces by optical flow between samples.
    public var usesOpticalFlow = true
    /// Copy audio tracks.
    public var keepsAudio = true
    /// Copy subtitle tracks.
    public var keepsSubtitles = true
    /// Accept detections whose metadata do not match the video, and manual boxes that match no frame.
    public var allowsMismatch = false
    /// Accept input that is damaged or truncated, and process what can be read.
    public var allowsDamage = false

    /// Which container metadata are copied.
    public var metadata = MetadataPolicy()
    /// What happens to the groups of pictures on which nothing is redacted.
    public var untouched = UntouchedPolicy.auto
    /// The earlier output from which groups of pictures are copied whose redaction is the same; nil if there is none.
    public var reused: EarlierOutput?
    public var onDamage = DamagePolicy.hide
    public var onWeak = ReviewPolicy.linger
    /// Keep thumbnails of the redacted faces for a report.
    public var keepsThumbnails = false

    public init() {}

    /// Whether the output has the tracks of a kind.
    func keeps(_ kind: MediaDescription.Track.Kind) -> Bool {
      switch kind {
      case .audio: keepsAudio
      case .subtitles: keepsSubtitles
      }
    }
  }
}

/// How a run handles a frame that is damaged in the input (`--on-damage`). Its content is unknown.
public enum DamagePolicy: String, Sendable, CaseIterable {
  /// The whole frame is redacted.
  case hide
  /// The run fails and publishes no output.
  case fail
}
