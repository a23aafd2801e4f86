public import AWS

/// The steps of a video that many workers redact, from S3 to S3. The command-line program implements them, so that this
/// target does not depend on the media pipeline.
public protocol VideoDivider: Sendable {
  /// Decides what is hidden on each frame, divides the video, and writes the plan, its masks and the report.
  func plan(_ task: PlanTask) async throws -> PlanResult
  /// Redacts and encodes one span, and writes its piece. The same task gives the same piece.
  func blur(_ task: SpanTask) async throws -> SpanResult
  /// Joins all pieces, and writes the result and its report. Both appear complete or not at all.
  func join(_ task: JoinTask) async throws -> BlurResult
}

/// The objects of one video while it is divided: plan, masks, report and pieces have a common prefix.
public struct SpanObjects: Sendable, Equatable {
  public var bucket: String
  /// The common key prefix without its trailing slash.
  public var prefix: String

  /// - Parameter token: the identity of the upload.
  public init(bucket: String, token: String) {
    (self.bucket, prefix) = (bucket, "spans/\(token)")
  }

  public var plan: ObjectReference { self["plan.json"] }
  /// The report as far as it is known before the pieces are joined.
  public var report: ObjectReference { self["report.json"] }
  /// The spans as the items of the state machine's Map.
  var items: ObjectReference { self["items.json"] }
  /// Why a span has no piece; absent while none has failed.
  var failure: ObjectReference { self["failure.json"] }

  /// The piece of a span, which is numbered from 1: `PREFIX/00001.piece`.
  public func piece(_ span: Int) -> ObjectReference {
    let digits = String(span)
    return self[String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".piece"]
  }

  private subscript(name: String) -> ObjectReference {
    ObjectReference(bucket: bucket, key: "\(prefix)/\(name)")
  }
}

/// The input of a plan.
public struct PlanTask: Sendable, Equatable {
  public var video: VideoReference
  public var detections: DetectionParts
  /// Where the result will be, whose extension selects the encoding profile.
  public var output: ObjectReference
  /// The number of spans; fewer if the video has not as many key frames.
  public var spans: Int
  public var objects: SpanObjects
}

public struct PlanResult: Sendable, Equatable {
  public var spans: Int
  /// The number of frames of the longest span.
  public var longestSpan: Int

  public init(spans: Int, longestSpan: Int) {
    (self.spans, self.longestSpan) = (spans, longestSpan)
  }
}

/// The input of a worker.
public struct SpanTask: Sendable, Equatable {
  public var video: VideoReference
  /// The number of the span, from 1.
  public var span: Int
  public var objects: SpanObjects
}

public struct SpanResult: Sendable, Equatable {
  /// The number of frames read and written.
  public var frames: Int
  /// The size of the media data in bytes.
  public var bytes: Int
  /// The peak resident set size of the process, in bytes.
  public var peakRSS: Int

  public init(frames: Int, bytes: Int, peakRSS: Int) {
    (self.frames, self.bytes, self.peakRSS) = (frames, bytes, peakRSS)
  }
}

/// The input of a join.
public struct JoinTask: Sendable, Equatable {
  public var video: VideoReference
  public var output: ObjectReference
  /// The object to write the report to.
  public var report: ObjectReference
  /// The number of spans.
  public var spans: Int
  public var objects: SpanObjects
  /// Object metadata (`x-amz-meta-`) of the result.
  public var metadata: [String: String]
}
