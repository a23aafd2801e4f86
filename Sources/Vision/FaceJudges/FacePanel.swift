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
  private let video: JudgedVideo
  private var judges: [any FaceJudge]?

  public init(_ sources: [JudgeSource], video: MediaDescription) {
    self.sources = sources
    self.video = JudgedVideo(video)
  }

  /// Lets all judges look at a frame.
  public func look(at frame: Frame) throws -> PanelLook {
    let judges = try judges ?? load()
    try Task.checkCancellation()
    let finds = try frame.read { mapped in
      var finds: [[ScoredBox]] = []
      for judge in judges {
        finds.append(try judge.faces(in: mapped, near: finds.flatMap { $0.map(\.box) }))
      }
      return finds
    }
    return PanelLook(time: frame.time, faces: JudgedFace.merged(finds), judges: finds.count)
  }

  private func load() throws -> [any FaceJudge] {
    let loaded = try sources.map { try $0.load(video) }
    judges = loaded
    return loaded
  }
}
