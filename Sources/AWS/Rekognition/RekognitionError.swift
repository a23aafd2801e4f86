public import AWS
import Detections

/// Why a job gives no answer, where the service was reached and refused nothing.
public struct RekognitionError: Error, Sendable, CustomStringConvertible {
  /// What kind of problem it is.
  public var kind: AWSError.Kind
  /// On what, what happened, and what to do.
  public var description: String

  /// All of the account's jobs of a kind are taken.
  static func noSlot(_ request: JobRequest, seconds: Double) -> RekognitionError {
    RekognitionError(
      kind: .unavailable,
      description:
        "\(request.video): no job could be started for \(Int(seconds)) s, since as many as are allowed "
        + "are open\ntry again when some are done, or have the account's limit raised")
  }

  /// A job failed.
  static func failed(_ job: RekognitionJob, _ message: String?) -> RekognitionError {
    RekognitionError(
      kind: .refused,
      description: "\(job) failed: \(message ?? "the service does not say why")\n"
        + "Rekognition takes H.264 in MP4 or MOV, up to 10 GB and 6 hours, from a bucket that the caller may read"
    )
  }

  /// A job has no answer yet.
  static func inProgress(_ job: RekognitionJob) -> RekognitionError {
    RekognitionError(kind: .refused, description: "\(job) is IN_PROGRESS\nwait for it first")
  }

  /// An answer is not what the service model says.
  static func malformed(_ operation: String, _ subject: String, _ what: String) -> RekognitionError {
    RekognitionError(
      kind: .unavailable,
      description: "\(subject): the answer of \(operation) \(what)\ncheck AWS_ENDPOINT_URL, and try again")
  }
}

extension PageHead {
  /// Reads a page of a job.
  init(_ page: [UInt8], of job: RekognitionJob) throws(RekognitionError) {
    do {
      try self.init(reading: page)
    } catch {
      throw .malformed(job.kind.getOperation, "\(job)", "cannot be read: \(error)")
    }
  }
}
