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
  /// The copied spans in order of time.
  public var spans: [CopiedSpan] = []
  /// Frames that were encoded although nothing in their group is redacted, by the reason.
  public var encoded: [String: Int] = [:]
  /// Why nothing could be copied; nil if something could.
  public var refusal: String?

  init() {}

  init(_ refusal: CopyRefusal) { self.refusal = refusal.reason }
}

/// What was copied from an earlier output, since it is redacted in the same way.
public struct ReusedGroups: Sendable, Equatable {
  /// The copied spans in order of time.
  public var spans: [CopiedSpan] = []
  /// Frames that were encoded again, by the reason.
  public var encoded: [String: Int] = [:]
}

/// Why groups with a redaction are not copied from an earlier output.
enum ReuseObstacle {
  static let absent = "the earlier output has no redacted group of pictures there"
  static let changed = "their redaction has changed"
}
