import AWS

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
