/// A job that was started.
public struct RekognitionJob: Sendable, Hashable, CustomStringConvertible {
  /// What it looks for.
  public var kind: JobKind
  /// `JobId`; the service keeps it for seven days.
  public var id: String

  /// Names a job.
  public init(kind: JobKind, id: String) {
    self.kind = kind
    self.id = id
  }

  /// How messages name it.
  public var description: String { "job \(id)" }
}
