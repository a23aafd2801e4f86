public import Detections
public import Media
public import Redaction
public import Reporting
public import Tracking

extension BlurJob {
  /// What a user chooses.
  public struct Options: Sendable {
    /// How faces are hidden.
    public var style = RedactionStyle()
    /// How boxes become tracks and covers.
    public var tracking = TrackerOptions()
    /// What is hidden of what was found, and what else.
    public var choice = Selection()
    /// Where scene cuts are, if that is known; otherwise they are looked for.
    public var cuts: SceneCuts?
    /// How many bytes of frames are looked at ahead.
    public var lookAheadBytes = 128 << 20
    /// Follow faces through the pictures between samples.
    public var isGuided = true
    /// Carry sound over.
    public var keepsAudio = true
    /// Carry subtitles over.
    public var keepsSubtitles = true
    /// Go on although the detections' metadata do not fit the video.
    public var allowsMismatch = false
    /// Take what can be read of an input that is damaged or cut short.
    public var allowsDamage = false

    /// Which of the container's words on the video are carried over.
    public var metadata = MetadataPolicy()
    /// What is done with damaged frames.
    public var onDamage = DamagePolicy.hide
    /// What is done where a face may be without a cover.
    public var onWeak = ReviewPolicy.linger
    /// Keep pictures of the hidden faces for a report.
    public var keepsThumbnails = false

    /// The defaults.
    public init() {}
  }
}

/// What is done with a frame that is damaged: nobody can say what is to be seen on it.
public enum DamagePolicy: String, Sendable, CaseIterable {
  /// The whole frame is hidden.
  case hide
  /// There is no result.
  case fail
}
