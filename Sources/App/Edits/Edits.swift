/// What a reviewer changed in the redaction of one video: a document that the review page writes and `blur --edits` reads.
///
/// docs/edits.md describes its JSON. It names tracks by their number, and says where each begins (``TrackAnchor``), so that
/// a run in which a number stands for another track refuses the edits. Times are seconds from the first displayed frame,
/// boxes are ratios of the displayed frame.
public struct Edits: Sendable, Equatable, Codable {
  /// The name of the format.
  public static let schema = "frameveil-edits"
  /// The version of the format. It is raised when a member changes its meaning. Unknown members are refused, because one that
  /// is not understood may hide something.
  public static let version = 1

  private var schema = Self.schema
  private var version = Self.version
  /// The video that the edits belong to.
  public var video: FileRecord
  /// The detections from which the tracks follow.
  public var detections: FileRecord
  /// The options on which the tracks depend, by their names without dashes.
  public var settings: [String: String]
  /// Where the tracks begin that the edits name.
  @OrEmpty public var tracks: [TrackAnchor] = []
  /// Which tracks are hidden and shown, and when. Of several about one instant the last decides.
  @OrEmpty public var decisions: [TrackDecision] = []
  /// What is hidden in addition.
  @OrEmpty public var boxes: [DrawnBox] = []
  /// Tracks, or parts of them, that are one person.
  @OrEmpty public var people: [Person] = []
  /// The weak spots that a person looked at.
  @OrEmpty public var looks: [WeakSpotLook] = []
  /// The reasons that the page offers.
  @OrEmpty public var reasons: [String] = Self.defaultReasons
  /// What `verify` found in the result; nil before.
  public var verification: Verification?
  public var signature: Signature?

  public init(video: FileRecord, detections: FileRecord, settings: [String: String]) {
    (self.video, self.detections, self.settings) = (video, detections, settings)
  }

  public static let defaultReasons = [
    "Consent given", "Public official on duty", "Already public", "Not a person", "Covered as it should be",
    "Nobody is there",
  ]

  /// A file, as it must be for the edits to apply.
  public struct FileRecord: Sendable, Equatable, Codable {
    /// Its name. For the detections: relative to the folder of the edits.
    public var name: String
    public var bytes: UInt64
    /// In hexadecimal digits.
    public var sha256: String

    public init(name: String, bytes: UInt64, sha256: String) {
      (self.name, self.bytes, self.sha256) = (name, bytes, sha256)
    }
  }
}
