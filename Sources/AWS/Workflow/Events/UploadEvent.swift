import AWS
import Core
import FoundationEssentials

/// The uploads in an event, which S3 sent directly or through SQS, SNS or EventBridge.
struct UploadEvent: Decodable, Sendable, Equatable {
  /// A record that is not an upload or has an invalid key.
  struct Ignored: Sendable, Equatable {
    var bucket: String
    var key: String
    var reason: String
  }

  private(set) var uploads: [Upload] = []
  private(set) var ignored: [Ignored] = []
  /// Whether this is the `s3:TestEvent` that S3 sends when notifications are configured.
  private(set) var isTest = false

  init(from decoder: any Decoder) throws {
    try add(try EventEnvelope(from: decoder), depth: 0)
  }

  private mutating func add(_ envelope: EventEnvelope, depth: Int) throws {
    if envelope.event == "s3:TestEvent" { return isTest = true }
    if let detail = envelope.detail {
      uploads.append(detail.upload)
    } else if let message = envelope.message {
      try add(inner: message, depth: depth)
    } else {
      guard let records = envelope.records else {
        throw WorkflowError(.invalidInput, "the event has neither 'Records' nor 'video'")
      }
      for record in records { try add(record, depth: depth) }
    }
  }

  private mutating func add(_ record: EventEnvelope.Record, depth: Int) throws {
    if let text = record.body ?? record.sns?.message { return try add(inner: text, depth: depth) }
    guard record.eventSource == "aws:s3", let entity = record.s3 else {
      throw WorkflowError(
        .invalidInput, "the eventSource of a record is '\(record.eventSource ?? "")', not 'aws:s3'")
    }
    guard let key = FormEncoding.decode(entity.object.key) else {
      return ignore(entity, "the key is not form-encoded UTF-8")
    }
    guard record.eventName?.hasPrefix("ObjectCreated:") == true else {
      return ignore(entity, "the event '\(record.eventName ?? "")' is not an upload (ObjectCreated)")
    }
    uploads.append(
      Upload(
        bucket: entity.bucket.name, key: key, size: entity.object.size ?? 0, etag: entity.object.eTag,
        versionID: entity.object.versionId, sequencer: entity.object.sequencer))
  }

  private mutating func ignore(_ entity: EventEnvelope.Entity, _ reason: String) {
    ignored.append(Ignored(bucket: entity.bucket.name, key: entity.object.key, reason: reason))
  }

  private mutating func add(inner text: String, depth: Int) throws {
    guard depth < 3 else {
      throw WorkflowError(.invalidInput, "the event is nested in more than three envelopes")
    }
    try add(try JSONDecoder().decode(EventEnvelope.self, from: Data(text.utf8)), depth: depth + 1)
  }
}

/// The encoding of keys in S3 events: `application/x-www-form-urlencoded` (WHATWG URL Standard).
enum FormEncoding {
  /// The decoded text; nil if it is not UTF-8 or if a `%` is not followed by two hexadecimal digits.
  static func decode(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 else { return nil }
        bytes.append(UInt8(digits[0] << 4 | digits[1]))
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// An upload as an S3 event reports it.
struct Upload: Sendable, Equatable {
  var bucket: String
  /// The decoded key.
  var key: String
  var size: UInt64
  var etag: String?
  var versionID: String?
  /// Orders the uploads of one key.
  var sequencer: String?

  /// 64 hexadecimal digits that identify the upload: equal for a repeated event, different for any other
  /// upload.
  var token: String {
    // Length prefixes make the concatenation unambiguous.
    let parts = [bucket, key, versionID ?? "", etag ?? "", sequencer ?? ""].map { "\($0.utf8.count):\($0)" }
    return SHA256.hex(parts.joined().utf8)
  }

  var video: VideoReference {
    VideoReference(
      ObjectReference(bucket: bucket, key: key, version: versionID), etag: etag, size: size)
  }
}

/// Decides which uploads start executions.
struct UploadRules: Sendable {
  enum Decision: Equatable {
    case start(ExecutionInput)
    /// The object is not a video for this workflow.
    case skip(String)
    /// The video cannot be processed. The reason is written to the failure record next to the output.
    case refuse(String, ExecutionInput)
  }

  var outputBucket: String
  /// The key prefix of the results; may be empty.
  var outputPrefix: String
  /// The maximum size of a video in bytes.
  var maxBytes: UInt64

  /// Rekognition's limit of 10 GiB.
  static let maxBytes: UInt64 = 10 << 30
  /// The file extensions of the formats that Rekognition accepts: H.264 in MP4 or QuickTime.
  static let fileExtensions = ["mp4", "mov", "m4v"]

  func decision(on upload: Upload) -> Decision {
    let parts = upload.key.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
    guard Self.fileExtensions.contains(ending) else {
      return .skip(
        "the key has none of the extensions \(Self.fileExtensions.map { "." + $0 }.joined(separator: ", "))")
    }
    let output = ObjectReference(bucket: outputBucket, key: outputPrefix + upload.key)
    guard upload.bucket != outputBucket || !upload.video.object.hasKeyPrefix(outputPrefix) else {
      return .skip(
        "the key is in the output location, and results are not blurred again; use another bucket or prefix for input"
      )
    }
    let input = ExecutionInput(video: upload.video, token: upload.token, output: output)
    guard BlurTask.report(of: output).hasValidKeyLength else {
      return .refuse(BlurTask.keyTooLong(of: output), input)
    }
    guard upload.size > 0 else { return .refuse("the video is empty", input) }
    guard upload.size <= maxBytes else {
      return .refuse("the video has \(upload.size) bytes; the limit is \(maxBytes)", input)
    }
    return .start(input)
  }
}
