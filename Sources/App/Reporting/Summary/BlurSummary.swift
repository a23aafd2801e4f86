public import Geometry

/// What a finished run did.
public struct BlurSummary: Sendable, Encodable {
  /// What the run came to.
  public var verdict = Verdict.clear
  /// Frames read and written.
  public var frames = 0
  /// Frames on which something was hidden.
  public var framesWithFaces = 0
  /// Boxes hidden, over all frames.
  public var faces = 0
  /// Of these, how many for which reason: `sample`, `between`, `extended`, `bridged`, `followed`,
  /// `lingering`.
  public var reasons: [String: Int] = [:]
  /// Boxes that were found and left visible by choice, over all frames.
  public var leftVisible = 0
  /// Boxes that people drew and that were hidden, over all frames.
  public var added = 0
  /// Tracks that the boxes belong to, those left visible too.
  public var tracks = 0
  /// Instants that were looked at for faces.
  public var samples = 0
  /// What was chosen and what came of it; nil when nothing was.
  public var choice: SelectionRecord?
  /// Boxes in the detections.
  public var detections = 0
  /// Boxes left out for their confidence.
  public var detectionsDropped = 0
  /// Places to look at, each of them in the coverage report.
  public var weakSpots = 0
  /// Frames that are damaged in the input, and hidden whole.
  public var damagedFrames = 0
  /// When they are shown, in order of time.
  public var damage: [Damage] = []
  /// Length of the video.
  public var videoSeconds = 0.0
  /// Wall time.
  public var seconds = 0.0
  /// Frames per second of wall time.
  public var fps = 0.0
  /// The most frames that were between source and encoder at once.
  public var framesInFlight = 0
  /// The process's highest resident set, in bytes.
  public var peakRSS = 0
  /// Bytes of the result.
  public var bytes = 0
  /// A stretch of damaged frames.
  public struct Damage: Sendable, Encodable, Equatable {
    /// When the first is shown, in seconds from the first frame of all.
    public var start: Double
    /// When the last ends.
    public var end: Double
    /// How many they are.
    public var frames: Int
  }

  /// Notes a damaged frame, after those before it.
  public mutating func noteDamage(from start: MediaTime, to end: MediaTime) {
    damagedFrames += 1
    if let last = damage.indices.last, start.seconds - damage[last].end < Self.sameDamage {
      damage[last].end = end.seconds
      damage[last].frames += 1
    } else {
      damage.append(Damage(start: start.seconds, end: end.seconds, frames: 1))
    }
  }

  /// Damaged frames that are no further apart are told as one stretch, in seconds.
  private static let sameDamage = 0.1

  /// What reading from far away and writing there took; nil for files and pipes.
  public var transfer: Transfer?
  /// What of the result was compared with the input, and found equal.
  public var compared: ComparedResult?
  /// What a user should know, each in a sentence.
  public var notes: [String] = []

  /// Makes an empty summary.
  public init() {}

  /// What reading from far away and writing there took.
  public struct Transfer: Sendable, Encodable {
    /// Requests for ranges of the input.
    public var rangeRequests: Int?
    /// Bytes of the input that were received.
    public var bytesReceived: UInt64?
    /// Of these, bytes that had been received before.
    public var bytesReceivedTwice: UInt64?
    /// From the start to the first bytes of the result on their way.
    public var secondsToFirstByte: Double?

    /// Nothing is known.
    public init() {}
  }
}

/// What a run came to, at a glance. Only the last one is good news.
public enum Verdict: String, Sendable, Encodable {
  /// Nothing to hide was found.
  case nothingFound
  /// All that was found was left visible by choice.
  case nothingHidden
  /// There are places to look at.
  case weak
  /// Nothing stands out.
  case clear

  init(_ summary: BlurSummary) {
    let found = summary.detections > summary.detectionsDropped || summary.tracks > 0
    if !found, summary.added == 0 {
      self = .nothingFound
    } else if summary.framesWithFaces == 0, summary.leftVisible > 0 {
      self = .nothingHidden
    } else {
      self = summary.weakSpots > 0 ? .weak : .clear
    }
  }
}
