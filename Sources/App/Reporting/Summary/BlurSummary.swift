public import Geometry

/// The summary of a finished run, as `--json` prints it.
public struct BlurSummary: Sendable, Encodable {
  public var verdict = Verdict.clear
  /// How faces were hidden.
  public var effect: EffectRecord?
  /// The number of frames read and written.
  public var frames = 0
  /// The number of frames with at least one redaction.
  public var framesWithFaces = 0
  /// The number of redaction boxes over all frames.
  public var faces = 0
  /// The number of these boxes by reason: `sample`, `between`, `extended`, `bridged`, `followed`,
  /// `lingering`.
  public var reasons: [String: Int] = [:]
  /// The number of boxes over all frames that the selection left visible.
  public var leftVisible = 0
  /// The number of manual boxes (`--add`) over all frames.
  public var added = 0
  /// The number of tracks, including those left visible and doubtful ones.
  public var tracks = 0
  /// The number of these that were not redacted, since no detection made them a likely face.
  public var doubtfulTracks = 0
  /// The number of samples: timestamps at which the detector looked for faces.
  public var samples = 0
  /// The selection rules and their effect; nil without rules.
  public var choice: SelectionRecord?
  /// The number of boxes in the detections.
  public var detections = 0
  /// The number of boxes below the confidence threshold.
  public var detectionsDropped = 0
  /// The number of review items, which the coverage report lists.
  public var weakSpots = 0
  /// The number of frames that are damaged in the input and fully redacted.
  public var damagedFrames = 0
  /// The damaged spans in order of time.
  public var damage: [Damage] = []
  /// The duration of the video in seconds.
  public var videoSeconds = 0.0
  /// Wall-clock time in seconds.
  public var seconds = 0.0
  /// Frames per second of wall-clock time.
  public var fps = 0.0
  /// The largest number of frames between reader and writer.
  public var framesInFlight = 0
  /// The peak resident set size of the process, in bytes.
  public var peakRSS = 0
  /// The size of the output in bytes.
  public var bytes = 0

  /// A span of damaged frames.
  public struct Damage: Sendable, Encodable, Equatable {
    /// The timestamp of the first damaged frame, in seconds from the first frame of the video.
    public var start: Double
    /// The end of the last damaged frame, in seconds.
    public var end: Double
    public var frames: Int
  }

  /// Adds a damaged frame; frames must come in order of time.
  public mutating func noteDamage(from start: MediaTime, to end: MediaTime) {
    damagedFrames += 1
    if let last = damage.indices.last, start.seconds - damage[last].end < Self.damageGap {
      damage[last].end = end.seconds
      damage[last].frames += 1
    } else {
      damage.append(Damage(start: start.seconds, end: end.seconds, frames: 1))
    }
  }

  /// Damaged frames up to this far apart, in seconds, are one span.
  private static let damageGap = 0.1

  /// Transfer statistics of remote inputs and outputs; nil for files and pipes.
  public var transfer: Transfer?
  /// The comparison of the output with the input; nil if none was made.
  public var compared: ComparedResult?
  /// What was copied from the input without decoding and encoding; nil if everything was to be encoded.
  public var untouched: UntouchedRecord?
  /// What was copied from an earlier output; nil without `--reuse`.
  public var reused: ReusedRecord?
  /// Notes for the user, one sentence each.
  public var notes: [String] = []

  public init() {}

  /// Transfer statistics of a remote input and output.
  public struct Transfer: Sendable, Encodable {
    /// The number of HTTP range requests.
    public var rangeRequests: Int?
    /// The number of input bytes received.
    public var bytesReceived: UInt64?
    /// The number of these bytes that were received more than once.
    public var bytesReceivedTwice: UInt64?
    /// Seconds from the start to the first uploaded bytes.
    public var secondsToFirstByte: Double?

    public init() {}
  }
}

/// The overall outcome of a run. Only ``clear`` needs no action.
public enum Verdict: String, Sendable, Encodable {
  /// No face was found and no manual box was given.
  case nothingFound
  /// Faces were found, and the selection left all of them visible.
  case nothingHidden
  /// There are review items.
  case weak
  /// There are no review items.
  case clear

  init(_ summary: BlurSummary) {
    let isOnlyDoubtful = summary.doubtfulTracks > 0 && summary.tracks == summary.doubtfulTracks
    let found =
      !isOnlyDoubtful && (summary.detections > summary.detectionsDropped || summary.tracks > 0)
    if !found, summary.added == 0 {
      self = .nothingFound
    } else if summary.framesWithFaces == 0, summary.leftVisible > 0 {
      self = .nothingHidden
    } else {
      self = summary.weakSpots > 0 ? .weak : .clear
    }
  }
}

/// How a run that finds no face ends (`--on-none`): the input has no faces, or all of them were missed.
public enum NonePolicy: String, Sendable, CaseIterable {
  /// The run succeeds.
  case accept
  /// The run succeeds with a note.
  case warn
  /// The run fails and publishes no output.
  case fail

  /// Sets the verdict of a complete summary and applies the policy.
  public func judge(_ summary: inout BlurSummary) throws(NothingFoundError) {
    summary.verdict = Verdict(summary)
    guard summary.verdict == .nothingFound else { return }
    switch self {
    case .accept: break
    case .warn: summary.notes.append("no face was found, nothing was redacted: look at the input yourself")
    case .fail: throw NothingFoundError()
    }
  }
}

/// Thrown by a run with `--on-none fail` that finds no face.
public struct NothingFoundError: Error, CustomStringConvertible {
  public let description =
    "no face was found, and --on-none fail was given: no output was published; look at the input yourself, and "
    + "pass --on-none accept if nobody is in it"
}

/// The comparison of the output with the input before it was published. Everything listed was equal.
public struct ComparedResult: Sendable, Encodable, Equatable {
  /// The number of frames, compared by timestamp.
  public var frames: Int
  public var tracks: [Track]
  /// `read back`: the finished file was read again, packet by packet. `as written`: the packets written to
  /// the muxer and the index of the container were compared, since the output could not be read again.
  /// `by reference`: so were the tables of the pieces that a store put together; workers compared the payloads.
  public var method: String
  /// Seconds spent after the output was finished.
  public var seconds: Double

  public struct Track: Sendable, Encodable, Equatable {
    /// The track index in the input, from 0.
    public var index: Int
    public var codec: String
    /// The number of packets.
    public var packets: Int
    /// MurmurHash3 (128 bits) of the packet bytes, in hexadecimal digits.
    public var digest: String

    public init(index: Int, codec: String, packets: Int, digest: String) {
      (self.index, self.codec, self.packets, self.digest) = (index, codec, packets, digest)
    }
  }

  public init(frames: Int, tracks: [Track], method: String, seconds: Double) {
    (self.frames, self.tracks, self.method, self.seconds) = (frames, tracks, method, seconds)
  }
}
