/// What of a result was compared with its input before it was published, and found equal.
public struct ComparedResult: Sendable, Encodable, Equatable {
  /// Pictures, each with its time.
  public var frames: Int
  /// The copied tracks.
  public var tracks: [Track]
  /// `read back`: the finished file was read again, packet by packet. `as written`: what went into the container, and
  /// what the container lists, since the rest could not be read again.
  public var method: String
  /// How long that took once the result was finished.
  public var seconds: Double

  /// A track that was copied.
  public struct Track: Sendable, Encodable, Equatable {
    /// Its place in the input, counted from 0.
    public var index: Int
    /// Its codec.
    public var codec: String
    /// Its packets.
    public var packets: Int
    /// MurmurHash3 (128 bits) of their bytes, in hexadecimal digits.
    public var digest: String

    /// Takes what was compared.
    public init(index: Int, codec: String, packets: Int, digest: String) {
      (self.index, self.codec, self.packets, self.digest) = (index, codec, packets, digest)
    }
  }

  /// Takes what was compared.
  public init(frames: Int, tracks: [Track], method: String, seconds: Double) {
    (self.frames, self.tracks, self.method, self.seconds) = (frames, tracks, method, seconds)
  }
}
