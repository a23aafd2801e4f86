public import AWS

/// What an execution of the state machine starts with; references only, so that no video is too long for a state.
public struct ExecutionInput: Codable, Sendable, Equatable {
  /// The video.
  public var video: VideoReference
  /// The upload's identity; the detections are named by it, and Rekognition starts one job for it only.
  public var token: String
  /// Where the result goes.
  public var output: ObjectReference
  /// How often the job was looked at.
  public var polls = 0

  /// Makes an input.
  public init(video: VideoReference, token: String, output: ObjectReference) {
    self.video = video
    self.token = token
    self.output = output
  }

  /// A name for the execution of at most 80 letters, digits and dashes: the file's name for people, the identity for
  /// Step Functions, which starts none twice by one name.
  public var name: String {
    let file = video.object.key.split(separator: "/").last ?? ""
    let words = file.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let readable = words.joined(separator: "-").prefix(40)
    return (readable.isEmpty ? "" : "\(readable)-") + token.prefix(32)
  }
}
