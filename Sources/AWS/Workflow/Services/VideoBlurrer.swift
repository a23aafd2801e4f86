public import AWS

/// The blur pipeline from S3 to S3. The command-line program implements it, so that this target does not
/// depend on the media pipeline.
public protocol VideoBlurrer: Sendable {
  /// Reads a video, redacts its faces and writes the result and the report. Both objects are created complete
  /// or not at all; cancellation leaves nothing behind.
  ///
  /// - Parameter progress: called after each frame; an error it throws ends the blur and is rethrown.
  func blur(_ task: BlurTask, progress: @escaping @Sendable (BlurProgress) throws -> Void) async throws
    -> BlurResult
}

/// The inputs and outputs of a blur.
public struct BlurTask: Sendable, Equatable {
  public var video: VideoReference
  /// The detections of the video.
  public var detections: DetectionParts
  /// The object to write the redacted video to.
  public var output: ObjectReference
  /// The object to write the report to.
  public var report: ObjectReference
  /// Object metadata (`x-amz-meta-`) of the result.
  public var metadata: [String: String]

  /// The report has the key of the result with a suffix.
  static func report(of output: ObjectReference) -> ObjectReference { output.beside(".report.json") }

  /// The error message for a key that leaves no room for the suffix of the report.
  static func keyTooLong(of output: ObjectReference) -> String {
    let count = report(of: output).key.utf8.count
    return
      "the key of the report would have \(count) bytes; S3 allows at most \(ObjectReference.maxKeyLength); "
      + "upload the video with a shorter key"
  }
}

/// The progress of a blur.
public struct BlurProgress: Sendable, Equatable {
  /// The number of frames written.
  public var frames: Int
  /// The fraction of the video's duration that is done, 0...1; nil if the duration is unknown.
  public var share: Double?

  public init(frames: Int, share: Double?) {
    self.frames = frames
    self.share = share
  }
}

/// The result of a blur.
public struct BlurResult: Sendable, Equatable {
  /// The size of the output video in bytes.
  public var bytes: Int
  /// The number of frames read and written.
  public var frames: Int
  /// The number of frames with at least one redaction box.
  public var framesWithFaces: Int
  /// The number of redaction boxes over all frames.
  public var faces: Int
  /// The number of tracks that the boxes belong to.
  public var tracks: Int
  /// The number of review items.
  public var weakSpots: Int
  /// The peak resident set size of the process, in bytes.
  public var peakRSS: Int
  /// Warnings about the result, one sentence each.
  public var notes: [String]

  public init(
    bytes: Int, frames: Int, framesWithFaces: Int, faces: Int, tracks: Int, weakSpots: Int, peakRSS: Int,
    notes: [String] = []
  ) {
    (self.bytes, self.frames, self.framesWithFaces) = (bytes, frames, framesWithFaces)
    (self.faces, self.tracks, self.weakSpots, self.peakRSS) = (faces, tracks, weakSpots, peakRSS)
    self.notes = notes
  }
}
