import AWS

/// The task tokens of executions that wait for completion notifications, stored as objects `tokens/JOBID` in
/// the detections bucket. The lifecycle rule of the bucket deletes tokens that remain.
public struct TaskTokens: Sendable {
  private let store: any ObjectStore
  private let bucket: String

  /// Reads the variable `DETECTIONS_BUCKET`.
  public init(_ variables: Variables, store: any ObjectStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Stores the token of a job. A token of an earlier attempt of the task is replaced.
  func save(_ token: String, for jobID: String) async throws {
    try await store.write(Array(token.utf8), to: place(of: jobID), contentType: "text/plain")
  }

  /// The token of a job; nil if there is none.
  func token(for jobID: String) async throws -> String? {
    try await store.read(place(of: jobID)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Deletes the token of a job.
  func remove(for jobID: String) async throws {
    try await store.delete(place(of: jobID))
  }

  private func place(of jobID: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: "tokens/\(jobID)")
  }
}
