public import Geometry
public import Tracking

/// What the pixels of a video say about the faces that are followed through it: enough to follow them again without the
/// pixels.
///
/// Each finding follows from the frames it names and from nothing else, so findings of parts of a video that were looked
/// at apart from each other are those of one pass.
public struct FlowFindings: Sendable, Equatable {
  /// Where each step of a path leads; nil where the face is not found.
  public var moves: [FlowStep: FlowMove?] = [:]
  /// Between which frames of a track step the pixels change abruptly; nil if they do not.
  public var changes: [ComparedStep: FlowChange?] = [:]

  public init() {}

  /// Adds the findings of another part.
  public mutating func add(_ other: FlowFindings) {
    moves.merge(other.moves) { _, new in new }
    changes.merge(other.changes) { _, new in new }
  }
}

/// The step of a path from a frame to its neighbour.
public struct FlowStep: Hashable, Sendable {
  /// The box that was detected, in ratios of the frame size, and the frame nearest to its sample.
  public var start: Box
  public var startTime: MediaTime
  public var from: MediaTime
  public var to: MediaTime

  public init(start: Box, startTime: MediaTime, from: MediaTime, to: MediaTime) {
    (self.start, self.startTime, self.from, self.to) = (start, startTime, from, to)
  }
}

/// Where optical flow leads a box.
public struct FlowMove: Hashable, Sendable {
  public var box: Box
  /// The standard deviations of the shift, in face sizes, and of the logarithm of the scale.
  public var deviation: Float
  public var scaleDeviation: Float
  /// The correlation with the detected face, -1...1.
  public var score: Double

  public init(box: Box, deviation: Float, scaleDeviation: Float, score: Double) {
    (self.box, self.score) = (box, score)
    (self.deviation, self.scaleDeviation) = (deviation, scaleDeviation)
  }
}

/// A step of a track whose frames are compared.
public struct ComparedStep: Hashable, Sendable {
  /// The step, without the number of its track.
  public var step: TrackStep
  /// The first and the last frame that are compared.
  public var first: MediaTime
  public var last: MediaTime

  public init(step: TrackStep, first: MediaTime, last: MediaTime) {
    (self.step, self.first, self.last) = (step, first, last)
    self.step.track = 0
  }
}

/// The two frames between which the pixels around a face change abruptly.
public struct FlowChange: Hashable, Sendable {
  public var lastBefore: MediaTime
  public var firstAfter: MediaTime

  public init(lastBefore: MediaTime, firstAfter: MediaTime) {
    (self.lastBefore, self.firstAfter) = (lastBefore, firstAfter)
  }
}

/// Findings that a pass over the video needs are not there: the pixels must be looked at.
public struct MissingFinding: Error, Sendable {
  public init() {}
}
