/// The report for reviewers. `Encodable` writes the JSON that docs/report.md describes; ``html`` is the same
/// content as a page.
public struct CoverageReport: Sendable {
  /// A file that a run read or wrote.
  public struct File: Sendable, Encodable {
    /// The path as given; `-` for standard input or output.
    public var name: String
    /// The size in bytes; nil for a pipe.
    public var bytes: UInt64?
    /// The SHA-256 checksum in hexadecimal digits; nil for a pipe.
    public var sha256: String?

    public init(name: String, bytes: UInt64? = nil, sha256: String? = nil) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The name of the JSON format.
  public static let schema = "frameveil-report"
  /// The version of the JSON format. It is raised when a member changes its meaning or is removed, not when
  /// one is added.
  public static let version = 1
  /// The largest number of thumbnails.
  public static let maxThumbnails = 200

  /// The end of the run as an ISO 8601 timestamp.
  public var created: String
  /// The input video.
  public var input: File
  /// The detections file; nil if there is none.
  public var detections: File?
  /// The output video.
  public var output: File
  /// Names and versions of the program and its libraries.
  public var versions: [Setting]
  /// The options of the run, including defaults.
  public var settings: [Setting]
  public var summary: BlurSummary
  public var coverage: Coverage
  /// A JPEG of each track after redaction, by track number (from 0).
  public var thumbnails: [Int: [UInt8]]
  /// For a later run that copies from the output; nil if it cannot.
  public var reuse: ReuseRecord?
  /// The state of a person's review; nil for a run without edits.
  public var review: ReviewRecord?

  public init(
    created: String, input: File, detections: File?, output: File, versions: [Setting], settings: [Setting],
    summary: BlurSummary, coverage: Coverage, thumbnails: [Int: [UInt8]], reuse: ReuseRecord? = nil
  ) {
    self.reuse = reuse
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

/// An option of a run, or a version: a name and a value.
public struct Setting: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
    case flag(Bool)
  }

  /// The option name without dashes.
  public var name: String
  public var value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

extension Setting.Value: Encodable {
  /// Writes the value without a wrapper object.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    }
  }
}

extension Setting.Value: CustomStringConvertible {
  public var description: String {
    switch self {
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let value): value
    case .flag(let value): value ? "yes" : "no"
    }
  }
}
