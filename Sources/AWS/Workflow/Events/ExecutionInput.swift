public import AWS

/// The input of a state machine execution. It contains only references, so that the state stays within the
/// size limit of Step Functions for videos of any length.
public struct ExecutionInput: Codable, Sendable, Equatable {
  public var video: VideoReference
  /// The identity of the upload: the key prefix of the detections and the `ClientRequestToken` of the
  /// Rekognition job.
  public var token: String
  /// The object to write the redacted video to.
  public var output: ObjectReference
  /// How often the status of the job was polled.
  public var polls = 0

  public init(video: VideoReference, token: String, output: ObjectReference) {
    self.video = video
    self.token = token
    self.output = output
  }

  /// The name of the execution: at most 80 letters, digits and hyphens. The file name makes it readable; the
  /// token makes it unique per upload, and Step Functions starts only one execution per name.
  public var name: String {
    let file = video.object.key.split(separator: "/").last ?? ""
    let words = file.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let readable = words.joined(separator: "-").prefix(40)
    return (readable.isEmpty ? "" : "\(readable)-") + token.prefix(32)
  }
}
