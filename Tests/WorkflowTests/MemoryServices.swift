import AWS
import LambdaRuntime
import Synchronization
@testable import Workflow

/// Buckets in memory.
final class MemoryStore: ObjectStore {
  private let objects: Mutex<[ObjectReference: [UInt8]]>
  private let types = Mutex<[ObjectReference: String]>([:])
  /// Ranges of videos that were read.
  let reads = Mutex<[Range<UInt64>]>([])

  init(_ objects: [ObjectReference: [UInt8]] = [:]) {
    self.objects = Mutex(objects)
  }

  func read(_ range: Range<UInt64>, of video: VideoReference) async throws -> [UInt8] {
    reads.withLock { $0.append(range) }
    guard let bytes = self[video.object.newest] else { throw ServiceFailure("NoSuchKey") }
    return Array(bytes[min(Int(range.lowerBound), bytes.count)..<min(Int(range.upperBound), bytes.count)])
  }

  func read(_ object: ObjectReference) async throws -> [UInt8]? { self[object] }

  func write(_ bytes: [UInt8], to object: ObjectReference, contentType: String) async throws {
    objects.withLock { $0[object] = bytes }
    types.withLock { $0[object] = contentType }
  }

  func exists(_ object: ObjectReference) async throws -> Bool { self[object] != nil }

  func delete(_ object: ObjectReference) async throws { objects.withLock { $0[object] = nil } }

  subscript(object: ObjectReference) -> [UInt8]? { objects.withLock { $0[object] } }

  /// An object that was written as JSON.
  func json(_ bucket: String, _ key: String) -> String? {
    let object = ObjectReference(bucket: bucket, key: key)
    guard types.withLock({ $0[object] }) == "application/json" else { return nil }
    return self[object].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The keys of a bucket, sorted.
  func keys(_ bucket: String) -> [String] {
    objects.withLock { $0.keys.filter { $0.bucket == bucket }.map(\.key).sorted() }
  }
}

/// Step Functions: each name starts once, and each token resumes once.
final class MemoryMachines: StateMachines {
  let executions = Mutex<[String: String]>([:])
  /// Tokens with which executions wait.
  let waiting: Mutex<Set<String>>
  /// Names and tokens contain this: those cannot be started or resumed.
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

/// Rekognition with one job of some pages.
final class MemoryRekognition: FaceDetectionService {
  let jobs = Mutex<[DetectionJob]>([])
  let asked = Mutex<[(most: Int, token: String?)]>([])
  private let pages: [DetectionPage]
  private let expired: Set<String>

  /// - Parameter expired: tokens that are not known any more.
  init(_ pages: [DetectionPage], expired: Set<String> = []) {
    self.pages = pages
    self.expired = expired
  }

  /// So many pages of so many faces.
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

/// What a service says that is in trouble.
struct ServiceFailure: NamedFailure, Equatable {
  var errorType: String
  init(_ errorType: String) { self.errorType = errorType }
}

extension InvocationContext {
  /// A context with so many seconds left at the beginning, of a clock that goes on by `step` with each look at it.
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

/// What a function said.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])
  func add(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
  var text: String { lines.withLock { $0.joined() } }
}

/// The words of an error that a function must throw.
func failure(_ body: () async throws -> Void) async -> FunctionFailure? {
  do {
    try await body()
    return nil
  } catch {
    return FunctionFailure(error)
  }
}
