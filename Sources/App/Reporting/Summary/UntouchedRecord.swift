/// A span of groups of pictures that were copied, not encoded.
public struct CopiedSpanRecord: Sendable, Encodable {
  /// The timestamp of its first frame in seconds.
  public var start: Double
  /// The end of its last frame in seconds.
  public var end: Double
  public var frames: Int
  /// MurmurHash3 of its packets' payloads in decoding order, in hexadecimal digits.
  public var digest: String

  public init(start: Double, end: Double, frames: Int, digest: String) {
    (self.start, self.end, self.frames, self.digest) = (start, end, frames, digest)
  }
}

/// The groups of pictures that a run copied because nothing on them is redacted (`--untouched`).
public struct UntouchedRecord: Sendable, Encodable {
  /// The number of copied frames.
  public var copiedFrames: Int
  /// The copied spans in order of time.
  public var spans: [CopiedSpanRecord]
  /// The number of frames that were encoded although nothing on them is redacted, by the reason.
  public var encoded: [String: Int]
  /// Why nothing could be copied; nil if something could.
  public var refusal: String?

  public init(spans: [CopiedSpanRecord], encoded: [String: Int], refusal: String?) {
    copiedFrames = spans.reduce(0) { $0 + $1.frames }
    (self.spans, self.encoded, self.refusal) = (spans, encoded, refusal)
  }
}

/// The redacted groups of pictures that a run copied from an earlier output (`--reuse`).
public struct ReusedRecord: Sendable, Encodable {
  /// The number of copied frames.
  public var copiedFrames: Int
  /// The copied spans in order of time.
  public var spans: [CopiedSpanRecord]
  /// The number of frames that were encoded again, by the reason.
  public var encoded: [String: Int]

  public init(spans: [CopiedSpanRecord], encoded: [String: Int]) {
    copiedFrames = spans.reduce(0) { $0 + $1.frames }
    (self.spans, self.encoded) = (spans, encoded)
  }
}
