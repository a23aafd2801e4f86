/// What a reader handed out: of the video, and of each track that is in the result, in its order.
public struct ReadCounters: Sendable {
  /// The video's pictures.
  public var video: TrackCounters
  /// The tracks' packets.
  public var tracks: [TrackCounter]

  /// Takes the tallies.
  public init(video: TrackCounters, tracks: [TrackCounter]) {
    (self.video, self.tracks) = (video, tracks)
  }
}

/// What of a result was compared with its input, and found equal.
public struct Comparison: Sendable, Equatable {
  /// A copied track.
  public struct Track: Sendable, Equatable {
    /// Its place in the input.
    public var index: Int
    /// libavcodec's name of its codec.
    public var codec: String
    /// Its packets.
    public var packets: Int
    /// MurmurHash3 of their bytes, in hexadecimal digits.
    public var digest: String
  }
  /// How the result was looked at.
  public enum Method: String, Sendable {
    /// The finished file was read again, packet by packet.
    case readBack = "read back"
    /// What went into the container was compared, and what the container lists: the rest cannot be read again.
    case asWritten = "as written"
  }
  /// Pictures, each with its time.
  public var frames: Int
  /// The copied tracks.
  public var tracks: [Track]
  /// How the result was looked at.
  public var method: Method
  /// How long that took once the result was finished, in seconds.
  public var seconds: Double
}
