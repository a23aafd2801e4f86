/// All that a reviewer needs to judge a result without having been there. `Encodable` as the JSON that README
/// describes; ``html`` is the same as a page.
public struct CoverageReport: Sendable {
  /// A file that a run read or wrote.
  public struct File: Sendable, Encodable {
    /// The path that was given; `-` for standard input or output.
    public var name: String
    /// Its length; nil for a pipe.
    public var bytes: UInt64?
    /// Its SHA-256 checksum in hexadecimal digits; nil for a pipe.
    public var sha256: String?

    /// Names a file.
    public init(name: String, bytes: UInt64? = nil, sha256: String? = nil) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The format's name.
  public static let schema = "frameveil-report"
  /// The format's version: raised when a member changes its meaning or goes, not when one is added.
  public static let version = 1
  /// The most tracks of which a picture is kept.
  public static let mostThumbnails = 200

  /// When the run ended, as ISO 8601 writes it.
  public var created: String
  /// The video that was read.
  public var input: File
  /// The detections that were read; nil where there were none to read.
  public var detections: File?
  /// The result.
  public var output: File
  /// Programs and libraries, and their versions.
  public var versions: [Setting]
  /// What was chosen, and what stands where nothing was.
  public var settings: [Setting]
  /// What was counted.
  public var summary: BlurSummary
  /// What was covered.
  public var coverage: Coverage
  /// A picture of each track after hiding, as JPEG bytes, by the track's number.
  public var thumbnails: [Int: [UInt8]]

  /// Makes a report.
  public init(
    created: String, input: File, detections: File?, output: File, versions: [Setting], settings: [Setting],
    summary: BlurSummary, coverage: Coverage, thumbnails: [Int: [UInt8]]
  ) {
    self.created = created
    self.input = input
    self.detections = detections
    self.output = output
    self.versions = versions
    self.settings = settings
    self.summary = summary
    self.coverage = coverage
    self.thumbnails = thumbnails
  }
}
