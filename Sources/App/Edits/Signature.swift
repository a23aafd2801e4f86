public import Geometry

/// What `verify` found in a result, and of which edits it is the result.
public struct Verification: Sendable, Equatable, Codable {
  /// A face that is visible in the result.
  public struct Finding: Sendable, Equatable, Codable {
    public var start: MediaTime
    public var end: MediaTime
    public var box: Box
    /// 0 to 100.
    public var confidence: Double

    public init(start: MediaTime, end: MediaTime, box: Box, confidence: Double) {
      (self.start, self.end, self.box, self.confidence) = (start, end, box, confidence)
    }
  }

  public var result: Edits.FileRecord
  /// ``Edits/redactionDigest`` of the edits that were rendered.
  public var redaction: String
  /// The number of frames that were looked at.
  public var frames: Int
  /// How many of these were looked at in the result before, since their groups of pictures are the same; nil: none.
  public var unchanged: Int?
  public var findings: [Finding]

  public init(result: Edits.FileRecord, redaction: String, frames: Int, findings: [Finding]) {
    (self.result, self.redaction, self.frames, self.findings) = (result, redaction, frames, findings)
  }
}

/// A reviewer's name under a result.
public struct Signature: Sendable, Equatable, Codable {
  public var name: String
  /// ISO 8601.
  public var at: String
  /// ``Edits/digest`` of what was signed.
  public var edits: String
  public var result: Edits.FileRecord
  /// The number of weak spots that were looked at, those that `verify` found among them.
  public var looked: Int
  /// The number of weak spots.
  public var weakSpots: Int

  public init(
    name: String, at: String, edits: String, result: Edits.FileRecord, looked: Int, weakSpots: Int
  ) {
    (self.name, self.at, self.edits) = (name, at, edits)
    (self.result, self.looked, self.weakSpots) = (result, looked, weakSpots)
  }
}
