import AWS
import Core
import FoundationEssentials
import FrameveilTesting
import HTTP
import S3
import Testing

/// Copies objects through a fault proxy: either the copy is complete and equal, or there is an error, no object and no
/// orphaned upload.
@Suite(.blocking) struct FaultTests {
  /// Two parts, of which the first has S3's minimum size.
  private static let size = (5 << 20) + 345_678
  private static let content = ByteArrays.mixed(size)
  /// One part.
  private static let small = ByteArrays.mixed(345_678)
  private static let source = Result {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    let folder = try TemporaryFolder()
    try server.put(file: folder.write("in", content), bucket, "in")
    try server.put(small, bucket, "small")
    return (server, bucket)
  }

  /// Faults of a request after which a retry can succeed.
  private static let transient: [[String: JSON]] =
    ["connection", "request-head", "request-body", "answer", "answer-head", "answer-body"].flatMap {
      [
        ["fault": "cut", "at": .string($0), "byte": 70],
        ["fault": "cut", "at": .string($0), "byte": 70, "reset": true],
      ]
    }
    + ["request-body", "answer", "answer-body"].map { ["fault": "stall", "at": .string($0), "byte": 1000] }
    + [
      ["fault": "answer", "status": 500, "code": "InternalError"],
      ["fault": "answer", "status": 500, "code": "InternalError", "upstream": true],
      ["fault": "answer", "status": 503, "code": "SlowDown", "headers": ["Retry-After": "1"]],
      ["fault": "answer", "status": 400, "code": "RequestTimeout"],
      ["fault": "slow", "rate": 200_000, "bytes": 100_000],
      ["fault": "corrupt-request", "byte": 500],
      ["fault": "clock", "ahead": 600],
    ]

  /// Faults that end a copy at most operations, so that those after them are not reached.
  private static let fatal: [[String: JSON]] = [
    ["fault": "answer", "status": 200, "code": "InternalError", "upstream": true],
    ["fault": "answer", "status": 200, "code": "InternalError"],
    ["fault": "answer", "status": 400, "code": "ExpiredToken"],
  ]

  private static let operations = [
    "GetObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload",
  ]

  /// The faults of a copy.
  private struct Plan: Sendable, CustomStringConvertible {
    var description: String
    var faults: [JSON]
    /// A copy of two parts costs more.
    var hasTwoParts: Bool
  }

  /// Each transient fault of each operation: a plan has one for every operation, and no two plans have the same for any.
  /// Every other plan also breaks the second request of each operation: the first retry, or the second part.
  private static let passing: [Plan] = transient.indices.map { number in
    Plan(
      description: "passing faults \(number)",
      faults: operations.indices.map { index in
        let kind = transient[(number + 5 * index) % transient.count]
        return fault(kind, operations[index], nth: number.isMultiple(of: 2) ? [1] : [1, 2])
      }, hasTwoParts: true)
  }

  /// Faults of all requests of an operation, most of which end the copy, and another fault of the abort, once or always.
  private static let lasting: [Plan] = {
    let ends =
      fatal + [
        ["fault": "answer", "status": 500, "code": "InternalError", "upstream": true],
        ["fault": "cut", "at": "answer"], ["fault": "stall", "at": "answer"],
      ]
    let aborts = transient + fatal
    return ends.flatMap { kind in operations.dropLast().map { (kind, $0) } }.enumerated().map { number, end in
      Plan(
        description: "lasting faults \(number)",
        faults: [
          fault(end.0, end.1, nth: []),
          fault(
            aborts[number % aborts.count], "AbortMultipartUpload", nth: number.isMultiple(of: 3) ? [] : [1]),
        ], hasTwoParts: false)
    }
  }()

  /// A fault of the given requests of an operation, or of all.
  private static func fault(_ kind: [String: JSON], _ operation: String, nth: [Int]) -> JSON {
    var fault = kind
    if !nth.isEmpty { fault["nth"] = .array(nth.map(JSON.integer)) }
    // Connections are counted before an operation is known.
    if fault["at"]?.text != "connection" { fault["operation"] = .string(operation) }
    return .object(fault)
  }

  @Test func `a copy is complete or does not exist`() async throws {
    let (server, _) = try Self.source.get()
    let plans = Self.passing + Self.lasting
    var outcomes: [Outcome: Int] = [:]
    await withTaskGroup(of: Outcome?.self) { group in
      for (number, plan) in plans.enumerated() {
        if number >= 16, let outcome = await group.next() ?? nil { outcomes[outcome, default: 0] += 1 }
        group.addTask { try? await run(plan, server) }
      }
      for await outcome in group { if let outcome { outcomes[outcome, default: 0] += 1 } }
    }
    print("copies through faults: \(outcomes.map { "\($0.value) \($0.key)" }.sorted())")
    #expect(outcomes.values.reduce(0, +) == plans.count)
    // Both outcomes must occur, or the plans would test nothing.
    #expect(outcomes[.whole, default: 0] > 5 && outcomes[.none, default: 0] > 5)
  }

  @Test func `a part that arrived damaged is sent again`() async throws {
    let (server, source) = try Self.source.get()
    let bucket = try server.makeBucket()
    // The store's checksum is that of other bytes.
    let proxy = try FaultProxy(
      to: server.url,
      [
        [
          "fault": "header", "operation": "UploadPart", "nth": 1, "set": ["x-amz-checksum-crc32": "AAAAAA=="],
        ]
      ])
    let failure = await copy(
      ObjectReference(bucket: source, key: "small"), to: ObjectReference(bucket: bucket, key: "out"),
      through: proxy)
    #expect(failure == nil)
    #expect(try proxy.requests().count { $0.operation == "UploadPart" } == 2)
    #expect(try server.keys(bucket) == ["out"])
  }

  private enum Outcome: Sendable { case whole, none, leftover }

  private func run(_ plan: Plan, _ server: ObjectServer) async throws -> Outcome {
    let bucket = try server.makeBucket()
    let proxy = try FaultProxy(to: server.url, plan.faults)
    let (_, source) = try Self.source.get()
    let failure = await copy(
      ObjectReference(bucket: source, key: plan.hasTwoParts ? "in" : "small"),
      to: ObjectReference(bucket: bucket, key: "out"), through: proxy)
    let keys = try server.keys(bucket)
    let open = try server.openUploads(bucket)
    // The store may process a stalled request after the run has ended.
    let isUncertain = try proxy.requests().count { $0.operation == "CreateMultipartUpload" } > 1
    guard let failure else {
      #expect(keys == ["out"], "\(plan)")
      let folder = try TemporaryFolder()
      try server.save(bucket, "out", to: folder("out"))
      let copied = try bytes(of: folder("out"))
      #expect(ByteArrays.areEqual(copied, plan.hasTwoParts ? Self.content : Self.small), "\(plan)")
      #expect(open == [] || isUncertain, "\(plan)")
      return .whole
    }
    #expect(keys == [], "\(plan): \(failure)")
    // If the abort fails as well, the error reports what remains.
    #expect(open.isEmpty || failure is LeftoverError || isUncertain, "\(plan): \(failure)")
    return open.isEmpty ? .none : .leftover
  }

  /// The response to the first CreateMultipartUpload is lost, and ListMultipartUploads fails before the second one.
  @Test(arguments: [true, false])
  func `an orphaned upload is aborted in the end`(succeeds: Bool) async throws {
    let (server, source) = try Self.source.get()
    let bucket = try server.makeBucket()
    var faults: [JSON] = [
      ["fault": "cut", "at": "answer", "operation": "CreateMultipartUpload", "nth": 1],
      [
        "fault": "answer", "status": 500, "code": "InternalError", "operation": "ListMultipartUploads",
        "nth": [1, 2, 3],
      ],
    ]
    if !succeeds {
      faults.append(["fault": "answer", "status": 403, "code": "AccessDenied", "operation": "UploadPart"])
    }
    let proxy = try FaultProxy(to: server.url, faults)
    let failure = await copy(
      ObjectReference(bucket: source, key: "in"), to: ObjectReference(bucket: bucket, key: "out"),
      through: proxy)
    #expect((failure == nil) == succeeds, "\(String(describing: failure))")
    #expect(try proxy.requests().count { $0.operation == "CreateMultipartUpload" } == 2)
    #expect(try server.keys(bucket) == (succeeds ? ["out"] : []))
    #expect(try server.openUploads(bucket) == [])
  }

  /// The connection breaks, and the object has changed when the rest is requested.
  @Test(arguments: 0..<3) func `a source that changes is an error`(seed: Int) async throws {
    let (server, _) = try Self.source.get()
    let bucket = try server.makeBucket()
    let folder = try TemporaryFolder()
    try server.put(file: folder.write("in", Self.content), bucket, "in")
    var options = ObjectServer.CallOptions()
    options.presign = 600
    let url = try server.ask("put_object", ["Bucket": .string(bucket), "Key": "in"], options).get()
    let other = try folder.write("other", [UInt8](repeating: 7, count: Self.size))
    var generator = SplitMix(seed: UInt64(seed))
    let proxy = try FaultProxy(
      to: server.url,
      [
        [
          "fault": "cut", "at": "answer-body", "operation": "GetObject", "nth": 1,
          "byte": .integer(Int.random(in: 0..<Self.size, using: &generator)), "reset": .bool(seed % 2 == 0),
        ],
        ["fault": "overwrite", "operation": "GetObject", "nth": 2, "url": url, "file": .string(other)],
      ])
    let failure = await copy(
      ObjectReference(bucket: bucket, key: "in"), to: ObjectReference(bucket: bucket, key: "out"),
      through: proxy)
    #expect((failure as? UserError)?.message.contains("changed") == true, "\(String(describing: failure))")
    #expect(try server.keys(bucket) == ["in"])
    #expect(try server.openUploads(bucket) == [])
  }

  private func copy(
    _ origin: ObjectReference, to location: ObjectReference, through proxy: FaultProxy
  ) async -> (any Error)? {
    do {
      let (server, _) = try Self.source.get()
      let store = try Store(server, through: proxy)
      let sink = try await S3Sink(
        store.client, location, properties: S3Properties(), replacing: true, headSize: 5 << 20)
      try await abandoningOnFailure([sink]) {
        let source = try await S3Object.open(origin, by: store.client, retries: Store.retries)
        var offset: UInt64 = 0
        while offset < source.size {
          let bytes = try await source.read(1 << 20, at: offset)
          try await sink.write(bytes, at: offset)
          offset += UInt64(bytes.count)
        }
        try await sink.publish()
      }
      return nil
    } catch {
      return error
    }
  }
}
