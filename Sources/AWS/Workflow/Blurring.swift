public import AWS

/// The main job, from S3 to S3; whoever has the whole program implements it.
public protocol Blurring: Sendable {
  /// Reads, hides, writes. The result and its report appear complete or not at all; cancelling leaves nothing.
  ///
  /// - Parameter progress: called after each frame; what it throws ends the blur.
  func blur(_ task: BlurTask, progress: @escaping @Sendable (BlurProgress) throws -> Void) async throws
    -> BlurResult
}

/// What to blur.
public struct BlurTask: Sendable, Equatable {
  /// The video.
  public var video: VideoReference
  /// Where its faces are.
  public var detections: DetectionParts
  /// Where the result goes.
  public var output: ObjectReference
  /// Where the report goes.
  public var report: ObjectReference
  /// The result's own metadata.
  public var metadata: [String: String]

  /// The report lies beside the result.
  static func report(of output: ObjectReference) -> ObjectReference { output.beside(".report.json") }

  /// Why a result cannot have its key.
  static func longKey(of output: ObjectReference) -> String {
    let count = report(of: output).key.utf8.count
    return
      "the result's report would have a key of \(count) bytes, and \(ObjectReference.longestKey) is the most; "
      + "upload the video under a shorter name"
  }
}

/// How far a blur is.
public struct BlurProgress: Sendable, Equatable {
  /// Frames written.
  public var frames: Int
  /// The share of the video's length that they are, 0 to 1; nil where the length is not known.
  public var share: Double?

  /// Makes a progress.
  public init(frames: Int, share: Double?) {
    self.frames = frames
    self.share = share
  }
}

/// What a blur did.
public struct BlurResult: Sendable, Equatable {
  /// The result's bytes.
  public var bytes: Int
  /// Frames read and written.
  public var frames: Int
  /// Frames on which something was hidden.
  public var framesWithFaces: Int
  /// Boxes hidden, over all frames.
  public var faces: Int
  /// Tracks that the boxes belong to.
  public var tracks: Int
  /// Places to look at.
  public var weakSpots: Int
  /// The process's highest resident set, in bytes.
  public var peakRSS: Int
  /// What should be known of it, a sentence each.
  public var notes: [String]

  /// Makes a result.
  public init(
    bytes: Int, frames: Int, framesWithFaces: Int, faces: Int, tracks: Int, weakSpots: Int, peakRSS: Int,
    notes: [String] = []
  ) {
    (self.bytes, self.frames, self.framesWithFaces) = (bytes, frames, framesWithFaces)
    (self.faces, self.tracks, self.weakSpots, self.peakRSS) = (faces, tracks, weakSpots, peakRSS)
    self.notes = notes
  }
}
