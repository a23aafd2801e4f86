/// The comparison of the output with the input before it was published. Everything listed was equal.
public struct ComparedResult: Sendable, Encodable, Equatable {
  /// The number of frames, compared by timestamp.
  public var frames: Int
  public var tracks: [Track]
  /// `read back`: the finished file was read again, packet by packet. `as written`: the packets written to
  /// the muxer and the index of the container were compared, since the output could not be read again.
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
