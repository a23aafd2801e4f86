public import Geometry
public import FaceDetection

/// A face detector that checks a redacted video.
public struct Judge: Hashable, Sendable {
  public var name: String
  /// Judges of one family share their architecture, their authors or their training, and miss the same faces more
  /// often than others.
  public var family: String
  /// Whether it is an embedded detector, which found faces for a video that was redacted without `--detections`.
  public var isDetector: Bool

  public init(name: String, family: String, isDetector: Bool = false) {
    self.name = name
    self.family = family
    self.isDetector = isDetector
  }
}

/// A judge that is loaded for the frames of one video. It need not be thread-safe.
public protocol FaceJudge {
  /// The faces of a frame: boxes in ratios of the displayed frame, which may extend past it, in any order, at most one
  /// for each face.
  ///
  /// - Parameter hints: the boxes that judges before it found. A judge with a small input may look there more closely.
  func faces(in frame: MappedFrame, near hints: [Box]) throws -> [ScoredBox]
}

/// A judge that each thread loads for itself.
public struct JudgeSource: Sendable {
  public let judge: Judge
  let load: @Sendable (JudgedVideo) throws -> any FaceJudge

  public init(_ judge: Judge, load: @escaping @Sendable (JudgedVideo) throws -> any FaceJudge) {
    (self.judge, self.load) = (judge, load)
  }
}
