import FoundationEssentials

/// The uploads that an event tells of: from S3 itself, or by way of SQS, SNS or EventBridge.
struct UploadEvent: Decodable, Sendable, Equatable {
  /// A record that tells of no upload to look at.
  struct Ignored: Sendable, Equatable {
    var bucket: String
    var key: String
    var reason: String
  }

  private(set) var uploads: [Upload] = []
  private(set) var ignored: [Ignored] = []
  /// S3 asks whether it may send events here.
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
        throw WorkflowError(.invalidInput, "the event holds neither 'Records' nor 'video'")
      }
      for record in records { try add(record, depth: depth) }
    }
  }

  private mutating func add(_ record: EventEnvelope.Record, depth: Int) throws {
    if let text = record.body ?? record.sns?.message { return try add(inner: text, depth: depth) }
    guard record.eventSource == "aws:s3", let entity = record.s3 else {
      throw WorkflowError(.invalidInput, "a record is of '\(record.eventSource ?? "")', not of 'aws:s3'")
    }
    guard let key = FormEncoding.decode(entity.object.key) else {
      return ignore(entity, "the key is not form-encoded UTF-8")
    }
    guard record.eventName?.hasPrefix("ObjectCreated:") == true else {
      return ignore(entity, "the event is \(record.eventName ?? "without a name"), not an upload")
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
    guard depth < 3 else { throw WorkflowError(.invalidInput, "the event is wrapped more than three times") }
    try add(try JSONDecoder().decode(EventEnvelope.self, from: Data(text.utf8)), depth: depth + 1)
  }
}
