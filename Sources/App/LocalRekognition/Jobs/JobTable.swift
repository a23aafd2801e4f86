import AWS

/// The jobs of a server. A value type: it starts no tasks and reads no clock.
struct JobTable {
  struct Limits {
    /// The largest number of queued or running jobs: the account limit of Amazon Rekognition.
    var open = 20
    /// How long a job is kept, in milliseconds: seven days, as Amazon Rekognition does.
    var lifetime: Int64 = 7 * 24 * 3_600_000
    /// The largest number of finished jobs; the oldest are removed first.
    var finished = 1000
    /// The memory limit for results in bytes; the results of the newest job are always kept.
    var bytes = 512 << 20
  }

  /// The outcome of a start request.
  enum Admission: Equatable {
    case started(String)
    /// An equal request with the same token was admitted before.
    case repeated(String)
    /// A different request with the same token was admitted before.
    case mismatch
    /// The job limit is reached.
    case full
  }

  private struct Token: Hashable {
    var kind: JobKind
    var text: String
  }

  private let limits: Limits
  private var jobs: [String: Job] = [:]
  private var tokens: [Token: String] = [:]
  /// Queued jobs in order.
  private var waiting: [String] = []
  /// Finished jobs in order of completion.
  private var finished: [String] = []
  private var bytes = 0

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  /// The number of running jobs.
  var running: Int { jobs.values.count { if case .running = $0.state { true } else { false } } }

  /// The outcome of a request whose token is known; nil if it is new.
  mutating func known(_ request: StartRequest, _ kind: JobKind, at now: Int64) -> Admission? {
    forgetExpired(at: now)
    guard let text = request.ClientRequestToken, let id = tokens[Token(kind: kind, text: text)],
      let job = jobs[id]
    else { return nil }
    return job.request == request ? .repeated(id) : .mismatch
  }

  /// Adds a job with the ID `id`, unless the token is known or the job limit is reached.
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

  /// Starts the next queued job, if fewer than `most` are running.
  mutating func next(running most: Int) -> Job? {
    guard running < most, let id = waiting.first else { return nil }
    waiting.removeFirst()
    jobs[id]?.state = .running
    return jobs[id]
  }

  /// Sets the final state of a job and removes the oldest finished jobs beyond the limits.
  mutating func finish(_ id: String, _ state: Job.State) {
    guard let job = jobs[id], job.isOpen else { return }
    jobs[id]?.state = state
    bytes += jobs[id]?.bytes ?? 0
    finished.append(id)
    while finished.count > 1, finished.count > limits.finished || bytes > limits.bytes { forget(finished[0]) }
  }

  /// A job that has not expired.
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

/// A job and its state.
struct Job {
  enum State {
    case waiting
    case running
    case succeeded(Findings)
    case failed(String)
  }

  let id: String
  let kind: JobKind
  let request: StartRequest
  let object: ObjectReference
  /// The time of the start request, in milliseconds since 1970.
  let started: Int64
  var state = State.waiting

  /// Whether it is queued or running, and so counts towards the job limit.
  var isOpen: Bool {
    switch state {
    case .waiting, .running: true
    case .succeeded, .failed: false
    }
  }

  /// The memory used by its results in bytes.
  var bytes: Int { if case .succeeded(let findings) = state { findings.bytes } else { 0 } }
}
