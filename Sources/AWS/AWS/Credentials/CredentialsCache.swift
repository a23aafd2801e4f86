import Core

/// Holds credentials and has them fetched anew before they expire, once for all who wait.
actor CredentialsCache {
  private struct Held {
    var credentials: ExpiringCredentials
    var rule: RefreshRule
  }

  private let load: @Sendable () async throws -> ExpiringCredentials
  private let now: @Sendable () -> Double
  private var held: Held?
  private var running: Task<ExpiringCredentials, any Error>?
  /// Those who wait for it and were not cancelled.
  private var waiting = 0

  /// Asks `load` when they are needed first.
  init(
    now: @escaping @Sendable () -> Double, load: @escaping @Sendable () async throws -> ExpiringCredentials
  ) {
    self.now = now
    self.load = load
  }

  /// Credentials that are good now.
  func current() async throws -> AWSCredentials {
    switch held?.rule.freshness(at: now()) {
    case .fresh: break
    case .advisory:
      // Others go on with what there is.
      held?.rule.postpone(from: now())
      _ = try? await renewed()
    case .mandatory, nil: return try await renewed()
    }
    guard let held else { return try await renewed() }
    return held.credentials.credentials
  }

  /// A service says that credentials are no longer good: the next request needs others.
  func reject(_ credentials: AWSCredentials) {
    if held?.credentials.credentials == credentials { held = nil }
  }

  private func renewed() async throws -> AWSCredentials {
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
        held = Held(credentials: credentials, rule: RefreshRule(credentials, loadedAt: now()))
      }
    }
    return try result.get().credentials
  }

  /// Fetching ends when nobody waits for it any more.
  private func leave(_ task: Task<ExpiringCredentials, any Error>) {
    guard running == task else { return }
    waiting -= 1
    if waiting == 0 { task.cancel() }
  }
}
