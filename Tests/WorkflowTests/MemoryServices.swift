import AWS
import LambdaRuntime
import Synchronization
@testable import Workflow

/// In-memory buckets.
final class MemoryStore: ObjectStore {
  private let objects: Mutex<[ObjectReference: [UInt8]]>
  private let types = Mutex<[ObjectReference: String]>([:])
  /// The ranges of all video reads.
  let reads = Mutex<[Range<UInt64>]>([])

  init(_ objects: [ObjectReference: [UInt8]] = [:]) {
    self.objects = Mutex(objects)
  }

  func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8] {
    reads.withLock { $0.append(range) }
    guard let bytes = self[video.object.withoutVersion] else { throw ServiceFailure("NoSuchKey") }
    return Array(bytes[min(Int(range.lowerBound), bytes.count)..<min(Int(range.upperBound), bytes.count)])
  }

  func read(_ object: ObjectReference) async throws -> [UInt8]? { self[object] }

  func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws {
    objects.withLock { $0[object] = bytes }
    types.withLock { $0[object] = contentType }
  }

  func exists(_ object: ObjectReference) async throws -> Bool { self[object] != nil }

  func delete(_ object: ObjectReference) async throws { objects.withLock { $0[object] = nil } }

  func keys(in bucket: String, prefix: String, after last: String?) async throws -> [String] {
    let rest = keys(bucket).filter { $0.hasPrefix(prefix) && $0 > last ?? "" }
    return Array(rest.prefix(1000))
  }

  subscript(object: ObjectReference) -> [UInt8]? { objects.withLock { $0[object] } }

  /// The text of an object with the content type JSON.
  func json(_ bucket: String, _ key: String) -> String? {
    let object = ObjectReference(bucket: bucket, key: key)
    guard types.withLock({ $0[object] }) == "application/json" else { return nil }
    return self[object].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The sorted keys of a bucket.
  func keys(_ bucket: String) -> [String] {
    objects.withLock { $0.keys.filter { $0.bucket == bucket }.map(\.key).sorted() }
  }
}

/// In-memory Step Functions: each name starts once, and each token resumes once.
final class MemoryMachines: StateMachines {
  let executions = Mutex<[String: String]>([:])
  /// The valid task tokens.
  let waiting: Mutex<Set<String>>
  /// Names and tokens that contain this text are throttled.
  let broken: String

  init(broken: String = "nothing", waiting: Set<String> = []) {
    self.broken = broken
    self.waiting = Mutex(waiting)
  }

  func resume(_ taskToken: String) async throws -> Bool {
    guard !taskToken.contains(broken) else { throw ServiceFailure("ThrottlingException") }
    return waiting.withLock { $0.remove(taskToken) != nil }
  }

  func start(_ stateMachine: String, name: String, input: [UInt8]) async throws -> Bool {
    guard !name.contains(broken) else { throw ServiceFailure("ThrottlingException") }
    return executions.withLock { executions in
      executions.updateValue(String(decoding: input, as: UTF8.self), forKey: name) == nil
    }
  }
}

/// In-memory Rekognition with one job.
final class MemoryRekognition: FaceDetectionService {
  let jobs = Mutex<[DetectionJob]>([])
  let asked = Mutex<[(most: Int, token: String?)]>([])
  private let pages: [DetectionPage]
  private let expired: Set<String>

  /// - Parameter expired: pagination tokens that have expired.
  init(_ pages: [DetectionPage], expired: Set<String> = []) {
    self.pages = pages
    self.expired = expired
  }

  /// Creates `count` pages with `faces` faces each.
  convenience init(pages count: Int, faces: Int = 1000, expired: Set<String> = []) {
    let pages = (1...count).map { number in
      DetectionPage(
        bytes: Array("page \(number)".utf8), status: "SUCCEEDED", statusMessage: nil,
        nextToken: number < count ? "after-\(number)" : nil, faces: faces)
    }
    self.init(pages, expired: expired)
  }

  func start(_ job: DetectionJob) async throws -> String {
    jobs.withLock { $0.append(job) }
    return "job-1"
  }

  func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage {
    asked.withLock { $0.append((most, token)) }
    guard token.map(expired.contains) != true else { throw ServiceFailure("InvalidPaginationTokenException") }
    let index = token.map { token in pages.firstIndex { $0.nextToken == token }.map { $0 + 1 } ?? 0 } ?? 0
    return pages[index]
  }
}

/// An error of a service.
struct ServiceFailure: NamedFailure, Equatable {
  var errorType: String
  init(_ errorType: String) { self.errorType = errorType }
}

extension InvocationContext {
  /// A context with `seconds` left at the start, and a clock that advances by `step` seconds with each read.
  static func test(
    seconds: Double = 900, step: Double = 0, lines: LogLines = LogLines()
  ) -> InvocationContext {
    let now = Mutex<Int64>(0)
    let clock = WallClock(
      now: {
        now.withLock { now in
          defer { now += Int64(step * 1000) }
          return now
        }
      },
      sleep: { _ in try await Task.sleep(for: .seconds(100_000)) })
    return InvocationContext(
      deadline: Deadline(milliseconds: Int64(seconds * 1000)),
      log: Log(function: "test", clock: clock) { lines.add($0) }, clock: clock)
  }
}

/// The log lines of a function.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
  var text: String { lines.withLock { $0.joined() } }
}

/// The failure that `body` throws; nil if it does not throw.
func failure(_ body: () async throws -> Void) async -> FunctionFailure? {
  do {
    try await body()
    return nil
  } catch {
    return FunctionFailure(error)
  }
}
