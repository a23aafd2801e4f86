/// What a later run must know of an output to copy its redacted groups of pictures (`blur --reuse`).
public struct ReuseRecord: Sendable, Codable {
  /// A group of pictures with a redaction.
  public struct Group: Sendable, Codable {
    /// The number of frames before it.
    public var firstFrame: Int
    public var frames: Int
    /// SHA-256 of what is hidden on its frames in display order, in hexadecimal digits.
    public var redaction: String
    /// MurmurHash3 of its packets' payloads in decoding order, in hexadecimal digits.
    public var packets: String

    public init(firstFrame: Int, frames: Int, redaction: String, packets: String) {
      (self.firstFrame, self.frames, self.redaction, self.packets) = (firstFrame, frames, redaction, packets)
    }
  }

  /// SHA-256 of all else that decides over the pixels of a redacted frame: effect, profile, versions.
  public var conditions: String
  public var groups: [Group]

  public init(conditions: String, groups: [Group]) { (self.conditions, self.groups) = (conditions, groups) }
}
