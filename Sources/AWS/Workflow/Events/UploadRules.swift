import AWS

/// Decides which uploads start executions.
struct UploadRules: Sendable {
  enum Verdict: Equatable {
    case start(ExecutionInput)
    /// The object is not a video for this workflow.
    case skip(String)
    /// The video cannot be processed. The reason is written to the failure record next to the output.
    case refuse(String, ExecutionInput)
  }

  var outputBucket: String
  /// The key prefix of the results; may be empty.
  var outputPrefix: String
  /// The maximum size of a video in bytes.
  var mostBytes: UInt64

  /// Rekognition's limit of 10 GiB.
  static let mostBytes: UInt64 = 10 << 30
  /// The file extensions of the formats that Rekognition accepts: H.264 in MP4 or QuickTime.
  static let endings = ["mp4", "mov", "m4v"]

  func verdict(on upload: Upload) -> Verdict {
    let parts = upload.key.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
    guard Self.endings.contains(ending) else {
      return .skip(
        "the key has none of the extensions \(Self.endings.map { "." + $0 }.joined(separator: ", "))")
    }
    let output = ObjectReference(bucket: outputBucket, key: outputPrefix + upload.key)
    guard upload.bucket != outputBucket || !upload.video.object.isBelow(outputPrefix) else {
      return .skip(
        "the key is in the output location, and results are not blurred again; use another bucket or prefix for input"
      )
    }
    let input = ExecutionInput(video: upload.video, token: upload.token, output: output)
    guard BlurTask.report(of: output).hasPossibleKey else {
      return .refuse(BlurTask.longKey(of: output), input)
    }
    guard upload.size > 0 else { return .refuse("the video is empty", input) }
    guard upload.size <= mostBytes else {
      return .refuse("the video has \(upload.size) bytes; the limit is \(mostBytes)", input)
    }
    return .start(input)
  }
}
