import AWS
import Core
import FoundationEssentials
import HTTP
import Media
import Pipeline
import Redaction
import Reporting

/// A plan and its file of masks, read from and written to files or objects. Reading blocks the actor's own thread.
actor PlanFile {
  private let executor = ThreadExecutor(name: "frameveil-plan")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// The length of the longest plan: spans take some hundred bytes each.
  private static let longest: UInt64 = 64 << 20

  /// Reads a plan; returns it with its SHA-256 in hexadecimal digits.
  ///
  /// - Throws: `UserError` for a file that is no plan, or one of another version of the program.
  func read(_ place: Address) async throws -> (plan: VideoPlan, digest: String) {
    try await document(at: place)
  }

  /// The same for a division.
  func readDivision(_ place: Address) async throws -> (division: VideoDivision, digest: String) {
    try await document(at: place)
  }

  private func document<Document: SpanDocument>(at place: Address) async throws -> (Document, String) {
    let input = try PieceInput(try await place.input())
    guard input.size <= Self.longest else { throw Document.refusal(place, "it is larger than 64 MiB") }
    let bytes = try input.bytes(Int(input.size), at: 0)
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(bytes))
    } catch {
      throw Document.refusal(place, "\(error)")
    }
    guard document.format == Document.format, document.version == Document.version, document.isConsistent
    else { throw Document.refusal(place, "it has another format") }
    guard document.versions == Self.versions else {
      throw UserError(
        .configuration, "\(place)", "was made by another version of frameveil or of its libraries",
        remedy: "use the same program for all steps of a video")
    }
    return (document, SHA256.hex(bytes))
  }

  /// Reads the masks of the frames of a span.
  func covers(of number: Int, _ plan: VideoPlan, at place: Address) async throws -> [[MaskBox]] {
    let span = plan.spans[number]
    let place = try Self.place(of: plan.covers.file, beside: place)
    var bytes: [UInt8] = []
    if span.coversBytes > 0 {
      let input = try PieceInput(try await place.input())
      bytes = try input.bytes(span.coversBytes, at: UInt64(max(0, span.coversOffset)))
    }
    guard SHA256.hex(bytes) == span.coversSHA256, let masks = CoverTable.masks(bytes),
      masks.count == span.frames
    else {
      throw UserError(
        .invalidInput, "\(place)", "is not the file of masks that was written with the plan",
        remedy: "make the plan again: frameveil plan")
    }
    return masks
  }

  /// Reads the analysis of a span, counted from 0.
  ///
  /// - Parameters:
  ///   - division: the SHA-256 of the division in hexadecimal digits.
  ///   - prefix: what the names of analyses begin with.
  func analysis(of number: Int, _ division: String, at prefix: Address) async throws -> SpanAnalysis {
    let place = try Address("\(prefix)\(number + 1).analysis")
    let analysis = try SpanAnalysis(of: PieceInput(try await place.input()))
    guard analysis.division == division, analysis.span == number + 1 else {
      throw UserError(
        .invalidInput, "\(place)", "is the analysis of another span or division",
        remedy: "give the analyses that were made with this division")
    }
    return analysis
  }

  /// The versions that a plan names.
  static var versions: [String: String] {
    Commands.versions.reduce(into: [:]) { $0[$1.name] = "\($1.value)" }
  }

  /// The name of the file of masks of a plan: `plan.json` has `plan.covers`.
  static func coversName(of place: Address) -> String {
    let name = place.path.split(separator: "/").last.map(String.init) ?? "plan"
    return (name.hasSuffix(".json") ? String(name.dropLast(5)) : name) + ".covers"
  }

  /// The place of a file that lies beside a plan.
  static func place(of name: String, beside plan: Address) throws -> Address {
    guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
      throw VideoPlan.refusal(plan, "the name of its file of masks is not allowed")
    }
    switch plan {
    case .file(let path): return .file(EditsFile.folder(of: path) + name)
    case .object(let object):
      return try Address("s3://\(object.bucket)/" + EditsFile.folder(of: object.key) + name)
    case .standard, .url:
      throw UsageError("a plan is a file or an object in S3, beside which its file of masks lies")
    }
  }
}

/// A document about the spans of a video, in JSON.
private protocol SpanDocument: Decodable, Sendable {
  static var format: String { get }
  static var version: Int { get }
  var format: String { get }
  var version: Int { get }
  /// The versions of the program and of its libraries.
  var versions: [String: String] { get }
  var isConsistent: Bool { get }
  /// The error for a file that is no such document.
  static func refusal(_ place: Address, _ why: String) -> UserError
}

extension VideoPlan: SpanDocument {
  fileprivate static func refusal(_ place: Address, _ why: String) -> UserError {
    UserError(
      .invalidInput, "\(place)", "is no plan", remedy: "make one: frameveil plan INPUT -o PLAN.json",
      detail: why)
  }
}

extension VideoDivision: SpanDocument {
  fileprivate static func refusal(_ place: Address, _ why: String) -> UserError {
    UserError(
      .invalidInput, "\(place)", "is no division",
      remedy: "make one: frameveil divide INPUT -o DIVISION.json", detail: why)
  }
}

extension VideoPlan.Input {
  /// The identity of an input.
  init(of place: Address, _ media: MediaInput) async throws {
    switch media {
    case .file(let path):
      guard let value = try await FileDigest().digest(of: path) else {
        throw UserError(.noInput, path, "is not a regular file, and cannot be divided into spans")
      }
      self.init(name: "\(place)", bytes: value.bytes, sha256: value.sha256)
    case .ranges(let ranges):
      self.init(name: "\(place)", bytes: ranges.size, etag: (ranges as? RangeReader)?.validators.etag)
    case .standardInput: throw UsageError("a plan needs a file or an object as INPUT, not standard input")
    }
  }

  /// Throws if an opened input is another one, as far as its length and its ETag tell.
  func check(_ place: Address, _ media: MediaInput) throws {
    let (found, etag): (UInt64, String?) =
      switch media {
      case .ranges(let ranges): (ranges.size, (ranges as? RangeReader)?.validators.etag)
      default: (try PieceInput(media).size, nil)
      }
    guard found == bytes, self.etag == nil || etag == nil || self.etag == etag else { throw other(place) }
  }

  /// Throws if an input that was read whole is another one.
  func check(_ place: Address, is other: VideoPlan.Input) throws {
    guard other.bytes == bytes, other.sha256 == sha256, etag == nil || other.etag == nil || etag == other.etag
    else { throw self.other(place) }
  }

  /// Throws if a local file is another one; reads it whole.
  func checkDigest(_ place: Address, _ media: MediaInput) async throws {
    try check(place, media)
    guard let sha256, case .file(let path) = media else { return }
    guard try await FileDigest().digest(of: path)?.sha256 == sha256 else { throw other(place) }
  }

  private func other(_ place: Address) -> UserError {
    UserError(
      .invalidInput, "\(place)", "is not the video that was planned or divided, or it was changed",
      remedy: "give that video, \(RedactedAddress.text(name)), or begin again with this one")
  }
}
