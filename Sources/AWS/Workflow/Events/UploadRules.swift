import AWS

/// Decides which uploads start executions.
struct UploadRules: Sendable {
  enum Decision: Equatable {
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
  var maxBytes: UInt64

  /// Rekognition's limit of 10 GiB.
  static let maxBytes: UInt64 = 10 << 30
  /// The file extensions of the formats that Rekognition accepts: H.264 in MP4 or QuickTime.
  static let fileExtensions = ["mp4", "mov", "m4v"]

  func decision(on upload: Upload) -> Decision {
    let parts = upload.key.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
    guard Self.fileExtensions.contains(ending) else {
      return .skip(
        "the key has none of the extensions \(Self.fileExtensions.map { "." + $0 }.joined(separator: ", "))")
    }
    let output = ObjectReference(bucket: outputBucket, key: outputPrefix + upload.key)
    guard upload.bucket != outputBucket || !upload.video.object.hasKeyPrefix(outputPrefix) else {
      return .skip(
        "the key is in the output location, and results are not blurred again; use another bucket or prefix for input"
      )
    }
    let input = ExecutionInput(video: upload.video, token: upload.token, output: output)
    guard BlurTask.report(of: output).hasValidKeyLength else {
      return .refuse(BlurTask.keyTooLong(of: output), input)
    }
    guard upload.size > 0 else { return .refuse("the video is empty", input) }
    guard upload.size <= maxBytes else {
      return .refuse("the video has \(upload.size) bytes; the limit is \(maxBytes)", input)
    }
    return .start(input)
  }
}
