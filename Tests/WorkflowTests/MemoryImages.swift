import AWS
import Detections
import LambdaRuntime
import Rekognition
import S3
import Synchronization
@testable import Workflow

/// An in-memory bucket for images.
final class MemoryImages: ImageStore {
  struct Entry: Sendable {
    var bytes: [UInt8]
    var properties: S3Properties
  }
  private let entries = Mutex<[String: Entry]>([:])
  /// The keys of all writes and deletions, in order.
  let changes = Mutex<[String]>([])
  /// The errors of operations: `create`, `read`, `delete`.
  let broken: [String: any Error & Sendable]

  init(broken: [String: any Error & Sendable] = [:]) { self.broken = broken }

  func read(_ object: ObjectReference, upTo limit: Int) async throws -> [UInt8]? {
    if let error = broken["read"] { throw error }
    return self[object.key]?.bytes
  }

  func create(
    _ bytes: [UInt8], at object: ObjectReference, properties: S3Properties
  ) async throws -> Bool {
    if let error = broken["create"] { throw error }
    let isNew = entries.withLock { entries in
      guard entries[object.key] == nil else { return false }
      entries[object.key] = Entry(bytes: bytes, properties: properties)
      return true
    }
    if isNew { changes.withLock { $0.append("+\(object.key)") } }
    return isNew
  }

  func metadata(of object: ObjectReference) async throws -> [String: String]? {
    self[object.key]?.properties.metadata
  }

  func delete(_ object: ObjectReference) async throws {
    changes.withLock { $0.append("-\(object.key)") }
    if let error = broken["delete"] { throw error }
    entries.withLock { $0[object.key] = nil }
  }

  func presignedURL(for object: ObjectReference, expires seconds: Int) async throws -> String {
    "https://\(object.bucket)/\(object.key)?expires=\(seconds)"
  }

  subscript(key: String) -> Entry? { entries.withLock { $0[key] } }
  var keys: [String] { entries.withLock { $0.keys.sorted() } }
}

/// An in-memory Rekognition for images.
final class MemoryImageDetection: ImageDetectionService {
  let asked = Mutex<[(operation: ImageOperation, image: RekognitionImage)]>([])
  private let responses: [ImageOperation: String]
  private let error: (any Error & Sendable)?
  private let together: Int
  private let obstacles: [ImageOperation: String]
  private let calls = Mutex(Calls())

  /// The calls so far, and those that wait for others; in one lock, or the last could come before an earlier one waits.
  private struct Calls {
    var count = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  static let standard: [ImageOperation: String] = [
    .faces:
      #"{"FaceDetails":[{"BoundingBox":{"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4},"Confidence":99}]}"#,
    .labels: #"{"Labels":[{"Name":"Car","Confidence":90}],"LabelModelVersion":"3.0"}"#,
    .text:
      #"{"TextDetections":[{"DetectedText":"SECRET","Type":"LINE","Id":0,"Confidence":80,"#
      + #""Geometry":{"BoundingBox":{"Left":0,"Top":0,"Width":1,"Height":0.1}}}],"TextModelVersion":"3.1"}"#,
    .moderation:
      #"{"ModerationLabels":[{"Name":"Weapons","ParentName":"Violence","Confidence":70,"TaxonomyLevel":2}],"#
      + #""ModerationModelVersion":"7.0"}"#,
  ]

  /// - Parameter together: no call returns before this many have come.
  init(
    _ responses: [ImageOperation: String] = standard, error: (any Error & Sendable)? = nil, together: Int = 1,
    obstacles: [ImageOperation: String] = [:]
  ) {
    (self.responses, self.error, self.together, self.obstacles) = (responses, error, together, obstacles)
  }

  var name: String { "The test" }
  func obstacle(to operation: ImageOperation) -> String? { obstacles[operation] }

  func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8] {
    asked.withLock { $0.append((operation, image)) }
    await withCheckedContinuation { continuation in
      let released = calls.withLock { calls in
        calls.count += 1
        calls.waiting.append(continuation)
        guard calls.count >= together else { return [CheckedContinuation<Void, Never>]() }
        defer { calls.waiting = [] }
        return calls.waiting
      }
      for continuation in released { continuation.resume() }
    }
    if let error { throw error }
    return Array((responses[operation] ?? "{}").utf8)
  }
}

/// A redactor that changes nothing and records what it was asked for.
final class RecordedRedactor: ImageRedactor {
  let asked = Mutex<[(plan: ImageRedaction, responses: [String])]>([])
  private let error: (any Error & Sendable)?

  init(error: (any Error & Sendable)? = nil) { self.error = error }

  func plan(hide: Subjects?, effect: ImageEffect?) throws -> ImageRedaction {
    ImageRedaction(hide: hide ?? .faces, effect: (effect ?? .blur).rawValue)
  }

  func open(_ image: [UInt8], as plan: ImageRedaction) async throws -> any OpenedImage {
    Opened(redactor: self, bytes: image, plan: plan)
  }

  private struct Opened: OpenedImage {
    let redactor: RecordedRedactor
    let bytes: [UInt8]
    let plan: ImageRedaction

    func redact(by responses: [[UInt8]]) async throws -> RedactedImage {
      redactor.asked.withLock { $0.append((plan, responses.map { String(decoding: $0, as: UTF8.self) })) }
      if let error = redactor.error { throw error }
      return RedactedImage(bytes: bytes + [0], width: 96, height: 80, regions: 1, notes: ["a note"])
    }
  }
}
