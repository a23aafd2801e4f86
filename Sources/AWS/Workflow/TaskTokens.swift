import AWS

/// The task tokens with which executions wait for the messages about their jobs: an object for each job in the
/// detections bucket, `tokens/JOBID`. One that is left over goes with the detections.
public struct TaskTokens: Sendable {
  private let store: any ObjectStore
  private let bucket: String

  /// Reads `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, store: any ObjectStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Keeps a job's token; an earlier one, of a task that was tried again, is replaced.
  func keep(_ token: String, for jobID: String) async throws {
    try await store.write(Array(token.utf8), to: place(of: jobID), contentType: "text/plain")
  }

  /// A job's token; nil where none is kept.
  func token(for jobID: String) async throws -> String? {
    try await store.read(place(of: jobID)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Removes a job's token.
  func remove(for jobID: String) async throws {
    try await store.delete(place(of: jobID))
  }

  private func place(of jobID: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: "tokens/\(jobID)")
  }
}
