import Core
import FaceDetection
public import Geometry
public import Media

/// What a panel says of one frame.
public struct PanelLook: Sendable {
  public var time: MediaTime
  public var faces: [JudgedFace]
  /// The judges that looked at the frame; each of the panel, or the look has failed.
  public var judges: Int

  public init(time: MediaTime, faces: [JudgedFace], judges: Int) {
    (self.time, self.faces, self.judges) = (time, faces, judges)
  }
}

/// Some judges on a thread of their own, which look at one frame after another. Several panels look at several frames at
/// a time; each loads its judges for itself, with the first frame.
public actor FacePanel {
  private let executor = ThreadExecutor(name: "frameveil-judge")
  /// The executor of the actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let sources: [JudgeSource]
  private let frames: FrameGeometry
  private var judges: LoadedJudges?

  public init(_ sources: [JudgeSource], frames: FrameGeometry) {
    (self.sources, self.frames) = (sources, frames)
  }

  /// Lets all judges look at a frame.
  public func look(at frame: Frame) throws -> PanelLook {
    let judges = try judges ?? LoadedJudges(sources, frames: frames)
    self.judges = judges
    try Task.checkCancellation()
    return try frame.read { try judges.look(at: $0, time: frame.time) }
  }
}

/// Judges that are loaded, for frames of one size. Not thread-safe.
public final class LoadedJudges {
  private let judges: [any FaceJudge]

  public init(_ sources: [JudgeSource], frames: FrameGeometry) throws {
    judges = try sources.map { try $0.load(JudgedVideo(frames)) }
  }

  /// Lets all judges look at a frame.
  public func look(at frame: MappedFrame, time: MediaTime) throws -> PanelLook {
    var finds: [[ScoredBox]] = []
    for judge in judges {
      finds.append(try judge.faces(in: frame, near: finds.flatMap { $0.map(\.box) }))
    }
    return PanelLook(time: time, faces: JudgedFace.merged(finds), judges: finds.count)
  }
}
