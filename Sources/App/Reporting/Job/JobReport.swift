/// The report on all files of a job (`blur … --reports DIR`). `Encodable` writes the JSON that docs/report.md describes;
/// ``html`` is the same content as a page.
public struct JobReport: Sendable {
  /// The name of the JSON format.
  public static let schema = "frameveil-job"
  /// The version of the JSON format, raised as that of ``CoverageReport``.
  public static let version = 1

  /// What became of a file.
  public enum Outcome: String, Sendable, Encodable {
    case done
    /// It was done by an earlier run (`--resume`).
    case skipped
    case failed
    /// It is no input: another kind of file, a link out of the folder.
    case excluded
  }

  /// What a run found and hid, out of the report on the file.
  public struct Figures: Sendable, Encodable {
    public var input: CoverageReport.File
    public var output: CoverageReport.File
    public var verdict: String
    public var frames: Int
    /// The duration in seconds; 0 for a still image.
    public var videoSeconds: Double
    /// The tracks that were redacted, or left visible by a rule; without doubtful ones.
    public var people: Int
    /// The number of review items.
    public var weakSpots: Int
    /// Nil if no person reviewed the output.
    public var review: Review?

    public init(
      input: CoverageReport.File, output: CoverageReport.File, verdict: String, frames: Int,
      videoSeconds: Double, people: Int, weakSpots: Int
    ) {
      (self.input, self.output, self.verdict) = (input, output, verdict)
      (self.frames, self.videoSeconds) = (frames, videoSeconds)
      (self.people, self.weakSpots) = (people, weakSpots)
    }

    /// Whether no face was found.
    var hasNothing: Bool { verdict == Verdict.nothingFound.rawValue }
    /// Whoever signed has looked at all weak spots.
    var needsAttention: Bool { review?.signature == nil && (hasNothing || weakSpots > 0) }
  }

  /// What a person did with an output.
  public struct Review: Sendable, Encodable {
    public struct Signature: Sendable, Codable {
      public var name: String
      /// ISO 8601.
      public var at: String
    }

    /// Whether weak spots are left that nobody looked at.
    public var isRequired: Bool
    /// Nil before somebody signs the output.
    public var signature: Signature?

    public init(isRequired: Bool, signature: Signature?) {
      (self.isRequired, self.signature) = (isRequired, signature)
    }

    private enum CodingKeys: String, CodingKey {
      case isRequired = "required"
      case signature
    }
  }

  /// What `--verify` found on an output.
  public struct Check: Sendable, Encodable {
    /// Faces that are still visible, and the frames on which they are.
    public var visible: Int
    public var framesWithFaces: Int
    /// Why the output could not be checked.
    public var failure: String?

    public init(visible: Int, framesWithFaces: Int, failure: String? = nil) {
      (self.visible, self.framesWithFaces, self.failure) = (visible, framesWithFaces, failure)
    }
  }

  public struct Entry: Sendable, Encodable {
    public var input: String
    public var output: String?
    public var outcome: Outcome
    /// Why it failed or is excluded.
    public var reason: String?
    /// The page of the file's own report, relative to this one; nil without one.
    public var report: String?
    public var figures: Figures?
    /// Nil without `--verify`.
    public var check: Check?

    public init(input: String, output: String? = nil, outcome: Outcome, reason: String? = nil) {
      (self.input, self.output, self.outcome, self.reason) = (input, output, outcome, reason)
    }

    /// Whether somebody must look at the file before it is shared, or see to it.
    var needsAttention: Bool {
      outcome == .failed || figures.map(\.needsAttention) ?? (outcome != .excluded)
        || check.map { $0.visible > 0 || $0.failure != nil } ?? false
    }
  }

  /// The end of the job as an ISO 8601 timestamp.
  public var created: String
  /// Names and versions of the program and its libraries.
  public var versions: [Setting]
  /// The options of the command line and of the settings file, as given.
  public var settings: [Setting]
  /// In the order in which they were processed, the excluded ones last.
  public var entries: [Entry]

  public init(created: String, versions: [Setting], settings: [Setting], entries: [Entry]) {
    (self.created, self.versions) = (created, versions)
    (self.settings, self.entries) = (settings, entries)
  }

  /// The sums over all files.
  public var totals: Totals { Totals(entries) }

  public struct Totals: Sendable, Encodable {
    public var done = 0
    public var skipped = 0
    public var failed = 0
    public var excluded = 0
    public var people = 0
    public var videoSeconds = 0.0
    public var weakSpots = 0
    /// Files on which no face was found.
    public var nothingFound = 0
    /// Visible faces that `--verify` found; nil without it.
    public var visible: Int?

    init(_ entries: [Entry]) {
      for entry in entries {
        switch entry.outcome {
        case .done: done += 1
        case .skipped: skipped += 1
        case .failed: failed += 1
        case .excluded: excluded += 1
        }
        if let check = entry.check { visible = (visible ?? 0) + check.visible }
        guard let figures = entry.figures else { continue }
        people += figures.people
        videoSeconds += figures.videoSeconds
        weakSpots += figures.weakSpots
        nothingFound += figures.hasNothing ? 1 : 0
      }
    }
  }
}

extension JobReport: Encodable {
  private enum Key: String, CodingKey {
    case schema, version, created, versions, settings, totals, files
  }

  /// Writes the JSON document.
  public func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(Self.schema, forKey: .schema)
    try document.encode(Self.version, forKey: .version)
    try document.encode(created, forKey: .created)
    try document.encode(SettingList(versions), forKey: .versions)
    try document.encode(SettingList(settings), forKey: .settings)
    try document.encode(totals, forKey: .totals)
    try document.encode(entries, forKey: .files)
  }
}

/// Settings as an object of their names. A name that is there several times has a list.
private struct SettingList: Encodable {
  private var values: [String: [Setting.Value]] = [:]

  init(_ settings: [Setting]) {
    for setting in settings { values[setting.name, default: []].append(setting.value) }
  }

  func encode(to encoder: any Encoder) throws {
    try values.mapValues(OneOrMore.init).encode(to: encoder)
  }

  private struct OneOrMore: Encodable {
    var values: [Setting.Value]

    func encode(to encoder: any Encoder) throws {
      if values.count == 1 { try values[0].encode(to: encoder) } else { try values.encode(to: encoder) }
    }
  }
}
