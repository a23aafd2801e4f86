import AWS

/// Something that was asked for, and how far it is.
struct Job {
  /// What it comes to.
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
  /// When it was asked for, in milliseconds since 1970.
  let started: Int64
  var state = State.waiting

  /// Whether it counts towards the limit of jobs.
  var isOpen: Bool {
    switch state {
    case .waiting, .running: true
    case .succeeded, .failed: false
    }
  }

  /// What its findings take in memory.
  var bytes: Int { if case .succeeded(let findings) = state { findings.bytes } else { 0 } }
}
