import AWS
public import LambdaRuntime

/// The `remove-pieces` function: deletes the plan and the pieces of a divided video. It may run again.
public struct RemovePieces: WorkflowFunction {
  public struct Event: Decodable, Sendable {
    var token: String
  }
  public struct Response: Encodable, Sendable, Equatable {
    /// The number of objects deleted.
    var removed: Int
  }

  private let store: any ObjectStore
  private let bucket: String
  /// The objects that are deleted at once.
  private static let deletesAtOnce = 16

  /// Reads `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, store: any ObjectStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Deletes whatever has the prefix of the video, in pages of a thousand.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    guard !event.token.isEmpty, event.token.utf8.allSatisfy({ $0 != UInt8(ascii: "/") }) else {
      throw WorkflowError(.invalidInput, "'\(event.token)' is not a token")
    }
    let prefix = SpanObjects(bucket: bucket, token: event.token).prefix + "/"
    var (removed, last) = (0, String?.none)
    while true {
      let keys = try await store.keys(in: bucket, prefix: prefix, after: last)
      guard let end = keys.last else { break }
      try await delete(keys)
      (removed, last) = (removed + keys.count, end)
    }
    context.log.info("pieces removed", ["token": .text(event.token), "objects": .whole(removed)])
    return Response(removed: removed)
  }

  private func delete(_ keys: [String]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, key) in keys.enumerated() {
        if place >= Self.deletesAtOnce { try await group.next() }
        group.addTask { try await store.delete(ObjectReference(bucket: bucket, key: key)) }
      }
      try await group.waitForAll()
    }
  }
}
