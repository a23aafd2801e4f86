import Core
public import FaceJudges
public import Geometry
public import Media

/// Lets judges look at every frame of a video.
///
/// Frames are decoded in order, looked at by several panels at a time, and given to `take` in order again. Two frames for
/// each panel are in memory at most: the one that it looks at and the next.
///
/// Groups of pictures that these judges have seen in an earlier result are not looked at again, see ``GroupLooks``.
public struct VerifyJob: Sendable {
  public struct Outcome: Sendable {
    /// The number of frames, all of which were looked at by all judges, now or in an earlier result.
    public var frames = 0
    /// The number of these that were looked at in an earlier result.
    public var unchanged = 0
    /// What the judges saw, for a later result; empty unless the reader keeps groups.
    public var looks: GroupLooks
  }

  private let reader: MediaReader
  private let judges: [JudgeSource]
  private let workers: Int
  private let allowsDamage: Bool
  private let earlier: GroupLooks?

  /// - Parameters:
  ///   - reader: a reader that is not open yet.
  ///   - workers: the number of frames that are looked at at a time. Each has judges of its own in memory.
  ///   - earlier: what the same judges saw in an earlier result. The reader must keep groups.
  public init(
    reader: MediaReader, judges: [JudgeSource], workers: Int, allowsDamage: Bool, earlier: GroupLooks? = nil
  ) {
    self.earlier = earlier
    self.reader = reader
    self.judges = judges
    self.workers = max(1, workers)
    self.allowsDamage = allowsDamage
  }

  /// Runs to the end of the video.
  ///
  /// - Parameters:
  ///   - begin: called once with the description of the video, before the first frame.
  ///   - take: called with each look and its frame, in order, from one task. A frame that was looked at in an earlier result has
  ///     no pixels.
  ///   - progress: called after each look with the number of frames, the timestamp and the duration.
  /// - Throws: `UserError`, also if a frame was decoded and not looked at.
  public func run(
    begin: (MediaDescription) -> Void, take: (PanelLook, Frame) throws -> Void,
    progress: (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Outcome {
    try await reader.withFrames(.all(allowsDamage: allowsDamage)) { description in
      begin(description)
      return try await look(description, take, progress)
    }
  }

  private func look(
    _ description: MediaDescription, _ take: (PanelLook, Frame) throws -> Void,
    _ progress: (Int, MediaTime, MediaTime?) -> Void
  ) async throws -> Outcome {
    let looks = PendingLooks((0..<workers).map { _ in FacePanel(judges, frames: description.geometry) })
    defer { looks.cancel() }
    let known = earlier?.decodingDigest == description.decodingDigest ? earlier : nil
    if let known { await reader.skipKnownGroups { known.contains($0) } }
    var outcome = Outcome(looks: GroupLooks(description))
    var decoded = 0
    func finishFirst() async throws {
      let (look, frame) = try await looks.first()
      guard look.judges == judges.count else { return }
      try take(look, frame)
      outcome.looks.add(look, at: frame)
      outcome.frames += 1
      if !frame.isDecoded { outcome.unchanged += 1 }
      progress(outcome.frames, frame.time, description.duration)
    }
    while let frame = try await reader.nextFrame() {
      if looks.isFull { try await finishFirst() }
      looks.start(frame, try frame.isDecoded ? nil : look(at: frame, in: known))
      decoded += 1
    }
    while !looks.isEmpty { try await finishFirst() }
    guard outcome.frames == decoded else { throw Self.incomplete(outcome.frames, of: decoded) }
    outcome.looks.finish()
    return outcome
  }

  /// What the judges saw on a frame that is not decoded, for that reason.
  private func look(at frame: Frame, in known: GroupLooks?) throws -> PanelLook {
    guard let faces = known?.faces(at: frame) else {
      throw UserError(.internalFailure, "frame at \(frame.time)", "was neither decoded nor looked at before")
    }
    return PanelLook(time: frame.time, faces: faces, judges: judges.count)
  }

  private static func incomplete(_ looked: Int, of decoded: Int) -> UserError {
    UserError(
      .internalFailure, "verify", "only \(looked) of \(decoded) decoded frames were looked at by all judges",
      remedy: "do not rely on this check; please report it")
  }
}

/// Looks that are under way, in the order of their frames. One task uses it.
private final class PendingLooks {
  private let panels: [FacePanel]
  private var looks: [(frame: Frame, task: Task<PanelLook, any Error>)] = []
  private var started = 0

  init(_ panels: [FacePanel]) {
    self.panels = panels
  }

  /// Each panel has the next frame already while it looks at one.
  var isFull: Bool { looks.count >= 2 * panels.count }
  var isEmpty: Bool { looks.isEmpty }

  /// - Parameter known: the look at the frame, if nobody needs to look.
  func start(_ frame: Frame, _ known: PanelLook?) {
    if let known { return looks.append((frame, Task { known })) }
    let panel = panels[started % panels.count]
    looks.append((frame, Task { try await panel.look(at: frame) }))
    started += 1
  }

  /// Waits for the look at the first frame.
  func first() async throws -> (PanelLook, Frame) {
    let (frame, task) = looks.removeFirst()
    return (
      try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }, frame
    )
  }

  func cancel() {
    for (_, task) in looks { task.cancel() }
  }
}
