/// The counters of a reader: for the video, and for each track of the output, in its order.
public struct ReadCounters: Sendable {
  public var video: TrackCounters
  public var tracks: [TrackCounter]

  public init(video: TrackCounters, tracks: [TrackCounter]) {
    (self.video, self.tracks) = (video, tracks)
  }
}

/// What of an output was compared with its input, and found equal.
public struct Comparison: Sendable, Equatable {
  public struct Track: Sendable, Equatable {
    /// The stream index in the input.
    public var index: Int
    /// libavcodec's name of its codec.
    public var codec: String
    /// The number of packets.
    public var packets: Int
    /// MurmurHash3 of the packet payloads, in hexadecimal digits.
    public var digest: String
  }
  public enum Method: String, Sendable {
    /// The finished file was read back, packet by packet.
    case readBack = "read back"
    /// The output cannot be read back: the packets passed to the muxer and the container's header and index
    /// were compared.
    case asWritten = "as written"
  }
  /// The number of frames.
  public var frames: Int
  public var tracks: [Track]
  public var method: Method
  /// The duration of the comparison after the output was finished, in seconds.
  public var seconds: Double
}
