import AWS

/// The jobs of a server. A value: it starts nothing and reads no clock.
struct JobTable {
  /// How much is kept.
  struct Limits {
    /// Jobs that wait or run, at most: Amazon Rekognition's limit for an account.
    var open = 20
    /// How long a job can be asked for, in milliseconds: seven days, as there.
    var lifetime: Int64 = 7 * 24 * 3_600_000
    /// Finished jobs that are kept; the oldest go first.
    var finished = 1000
    /// What the findings of finished jobs may take in memory; those of the newest are always kept.
    var bytes = 512 << 20
  }

  /// What becomes of a request to start a job.
  enum Admission: Equatable {
    case started(String)
    /// The same was asked for before with the same token.
    case repeated(String)
    /// Something else was asked for before with the same token.
    case mismatch
    /// Too many jobs are open.
    case full
  }

  private struct Token: Hashable {
    var kind: JobKind
    var text: String
  }

  private let limits: Limits
  private var jobs: [String: Job] = [:]
  private var tokens: [Token: String] = [:]
  /// Jobs that wait, in their order.
  private var waiting: [String] = []
  /// Jobs that are over, in the order of their ends.
  private var finished: [String] = []
  private var bytes = 0

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  /// The jobs that are running.
  var running: Int { jobs.values.count { if case .running = $0.state { true } else { false } } }

  /// What is known of a request by its token; nil where it is new.
  mutating func known(_ request: StartRequest, _ kind: JobKind, at now: Int64) -> Admission? {
    forgetExpired(at: now)
    guard let text = request.ClientRequestToken, let id = tokens[Token(kind: kind, text: text)],
      let job = jobs[id]
    else { return nil }
    return job.request == request ? .repeated(id) : .mismatch
  }

  /// Takes in a job under a new name, if nothing speaks against it.
  mutating func admit(
    _ request: StartRequest, _ kind: JobKind, of object: ObjectReference, as id: String, at now: Int64
  ) -> Admission {
    if let known = known(request, kind, at: now) { return known }
    guard jobs.values.count(where: \.isOpen) < limits.open else { return .full }
    jobs[id] = Job(id: id, kind: kind, request: request, object: object, started: now)
    waiting.append(id)
    if let text = request.ClientRequestToken { tokens[Token(kind: kind, text: text)] = id }
    return .started(id)
  }

  /// The next job to run, where fewer than `most` do; it counts as running from now on.
  mutating func next(running most: Int) -> Job? {
    guard running < most, let id = waiting.first else { return nil }
    waiting.removeFirst()
    jobs[id]?.state = .running
    return jobs[id]
  }

  /// A job is over.
  mutating func finish(_ id: String, _ state: Job.State) {
    guard let job = jobs[id], job.isOpen else { return }
    jobs[id]?.state = state
    bytes += jobs[id]?.bytes ?? 0
    finished.append(id)
    while finished.count > 1, finished.count > limits.finished || bytes > limits.bytes { forget(finished[0]) }
  }

  /// A job that can still be asked for.
  mutating func job(_ id: String, at now: Int64) -> Job? {
    forgetExpired(at: now)
    return jobs[id]
  }

  private mutating func forgetExpired(at now: Int64) {
    for job in jobs.values where !job.isOpen && now - job.started > limits.lifetime { forget(job.id) }
  }

  private mutating func forget(_ id: String) {
    guard let job = jobs.removeValue(forKey: id) else { return }
    bytes -= job.bytes
    finished.removeAll { $0 == id }
    if let text = job.request.ClientRequestToken { tokens[Token(kind: job.kind, text: text)] = nil }
  }
}
