import AWS
import Core
import FrameveilTesting
import HTTP
import S3
import Testing

/// At most three parts are in flight, whether tasks or threads write.
@Suite(.blocking) struct PartLimitTests {
  private static let partSize = 5 << 20
  private static let piece = [UInt8](repeating: 7, count: partSize)

  private func sink(_ store: SilentStore, key: String = "key") async throws -> S3Sink {
    let client = try AWSClient(
      transport: HTTPClient(HTTPOptions(userAgent: "frameveil-tests")),
      environment: AWSEnvironment(variables: store.environment))
    return try await S3Sink(
      client, ObjectReference(bucket: "bucket", key: key), properties: S3Properties(), replacing: true,
      headSize: Self.partSize)
  }

  private func write(_ count: Int, to sink: S3Sink, _ put: (UInt64) async throws -> Void) async throws {
    for number in 0..<count { try await put(UInt64(number * Self.partSize)) }
    try await sink.publish()
  }

  @Test(arguments: ["task", "thread", "both"])
  func `at most three parts are in flight`(writer: String) async throws {
    let store = try SilentStore(["together": 3])
    let sink = try await sink(store)
    try await write(12, to: sink) { offset in
      if writer == "task" || writer == "both" && offset % UInt64(2 * Self.partSize) == 0 {
        try await sink.write(Self.piece, at: offset)
      } else {
        try await BlockingThread.run { try Self.piece.withUnsafeBytes { try sink.write($0, at: offset) } }
      }
    }
    let seen = try store.seen()
    #expect(seen.operations.count { $0 == "UploadPart" } == 12)
    #expect(seen.mostParts == 3)
  }

  /// All permits are held by parts to which the store does not respond.
  @Test func `a blocked thread and a suspended task are released when the sink is stopped`() async throws {
    let store = try SilentStore(["answers": 1])
    let sink = try await sink(store)
    for number in 0..<4 { try await sink.write(Self.piece, at: UInt64(number * Self.partSize)) }
    let offset = UInt64(4 * Self.partSize)
    let thread = Task {
      try await BlockingThread.run { try Self.piece.withUnsafeBytes { try sink.write($0, at: offset) } }
    }
    _ = try store.seenOnceSilent()
    sink.stop()
    await #expect(throws: UserError.self) { try await thread.value }
    await #expect(throws: (any Error).self) { try await sink.write(Self.piece, at: offset) }
    await #expect(throws: (any Error).self) { try await sink.publish() }
  }

  @Test func `a cancelled task stops waiting, and the upload cannot be completed without its part`()
    async throws
  {
    let store = try SilentStore(["answers": 1])
    let sink = try await sink(store)
    for number in 0..<4 { try await sink.write(Self.piece, at: UInt64(number * Self.partSize)) }
    let task = Task { try await sink.write(Self.piece, at: UInt64(4 * Self.partSize)) }
    _ = try store.seenOnceSilent()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    sink.stop()
    await #expect(throws: (any Error).self) { try await sink.publish() }
    #expect(try !store.seen().operations.contains("CompleteMultipartUpload"))
  }

  @Test func `an abort without a response is given up and reported`() async throws {
    let store = try SilentStore(["answers": 1])
    let sink = try await sink(store, key: "tidy")
    let task = Task {
      try await abandoningOnFailure([sink]) { try await Task.sleep(for: .seconds(3600)) }
    }
    task.cancel()
    let error = await #expect(throws: LeftoverError.self) { try await task.value }
    #expect(error?.cause is CancellationError)
    let remedy = "\(error as Any)"
    #expect(remedy.contains("aws s3api abort-multipart-upload --bucket bucket --key 'tidy'"))
    #expect(!UnfinishedUpload.all.contains { $0.contains("tidy") })
  }
}
