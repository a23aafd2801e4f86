public import FaceJudges
public import Geometry
public import StillImages

/// Lets judges look at a still image, each page of a document, or each frame of an animation.
public struct ImageVerifyJob: Sendable {
  private let judges: [JudgeSource]

  public init(judges: [JudgeSource]) {
    self.judges = judges
  }

  /// Blocks while it looks.
  ///
  /// - Parameter take: called with each look and its frame, in order.
  public func run(on image: any EditableImage, take: (PanelLook, MappedFrame) throws -> Void) throws {
    var loaded: (size: FrameSize, judges: LoadedJudges)?
    for (index, frame) in image.frames.enumerated() {
      try Task.checkCancellation()
      let current =
        try loaded.flatMap { $0.size == frame.size ? $0 : nil } ?? load(frame.size, image.orientation)
      loaded = current
      try image.read(frame: index) { mapped in
        try take(current.judges.look(at: mapped, time: frame.time), mapped)
      }
    }
  }

  private func load(_ size: FrameSize, _ orientation: Orientation) throws -> (
    size: FrameSize, judges: LoadedJudges
  ) {
    (size, try LoadedJudges(judges, frames: FrameGeometry(size: size, orientation: orientation)))
  }
}
