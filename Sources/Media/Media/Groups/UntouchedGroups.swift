public import Geometry

/// What happens to the groups of pictures on which nothing is redacted.
public enum UntouchedPolicy: String, Sendable, CaseIterable {
  /// They are copied; a video whose groups cannot be is an error.
  case copy
  /// They are encoded again, as the others.
  case encode
  /// They are copied where they can be.
  case auto
}

/// What was copied from the input without decoding and encoding.
public struct UntouchedGroups: Sendable, Equatable {
  /// A span of copied groups.
  public struct Span: Sendable, Equatable {
    /// The PTS of its first frame.
    public var start: MediaTime
    /// The end of its last frame.
    public var end: MediaTime
    public var frames: Int
    /// MurmurHash3 of its packets' payloads in decoding order, in hexadecimal digits.
    public var digest: String
  }
  /// The copied spans in order of time.
  public var spans: [Span] = []
  /// Frames that were encoded although nothing in their group is redacted, by the reason.
  public var encoded: [String: Int] = [:]
  /// Why nothing could be copied; nil if something could.
  public var refusal: String?

  init() {}

  init(_ refusal: CopyRefusal) { self.refusal = refusal.reason }
}
