import Core

/// Caches credentials and refreshes them before they expire. Concurrent callers share one refresh.
actor CredentialsCache {
  private struct Entry {
    var credentials: ExpiringCredentials
    var rule: RefreshRule
  }

  private let load: @Sendable () async throws -> ExpiringCredentials
  private let now: @Sendable () -> Double
  private var entry: Entry?
  private var running: Task<ExpiringCredentials, any Error>?
  /// Callers that wait for `running` and are not cancelled.
  private var waiting = 0

  /// - Parameter load: resolves credentials; first called by the first `current()`.
  init(
    now: @escaping @Sendable () -> Double, load: @escaping @Sendable () async throws -> ExpiringCredentials
  ) {
    self.now = now
    self.load = load
  }

  /// Credentials that are valid now. Throws what `load` throws if there are none.
  func current() async throws -> AWSCredentials {
    switch entry?.rule.freshness(at: now()) {
    case .fresh: break
    case .advisory:
      // Other callers keep using the cached credentials during this attempt; its failure is ignored.
      entry?.rule.postpone(from: now())
      _ = try? await refreshed()
    case .mandatory, nil: return try await refreshed()
    }
    guard let entry else { return try await refreshed() }
    return entry.credentials.credentials
  }

  /// Removes credentials that a service reported as expired, so that the next request refreshes.
  func reject(_ credentials: AWSCredentials) {
    if entry?.credentials.credentials == credentials { entry = nil }
  }

  private func refreshed() async throws -> AWSCredentials {
    let task = running ?? Task { [load] in try await load() }
    running = task
    waiting += 1
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      Task { await leave(task) }
    }
    if running == task {
      (running, waiting) = (nil, 0)
      if case .success(let credentials) = result {
        entry = Entry(credentials: credentials, rule: RefreshRule(credentials, loadedAt: now()))
      }
    }
    return try result.get().credentials
  }

  /// Cancels the refresh when its last waiting caller is cancelled.
  private func leave(_ task: Task<ExpiringCredentials, any Error>) {
    guard running == task else { return }
    waiting -= 1
    if waiting == 0 { task.cancel() }
  }
}
