import AWS

/// Which uploads become executions.
struct UploadRules: Sendable {
  /// What becomes of an upload.
  enum Verdict: Equatable {
    case start(ExecutionInput)
    /// Not meant for this workflow.
    case skip(String)
    /// Meant for it, and not possible: whoever uploaded it is told beside the output.
    case refuse(String, ExecutionInput)
  }

  var outputBucket: String
  /// What the results' keys begin with; may be empty.
  var outputPrefix: String
  /// The most bytes of a video.
  var mostBytes: UInt64

  /// Rekognition's own limit, 10 GiB.
  static let mostBytes: UInt64 = 10 << 30
  /// What Rekognition reads: H.264 in MP4 or QuickTime files.
  static let endings = ["mp4", "mov", "m4v"]

  func verdict(on upload: Upload) -> Verdict {
    let parts = upload.key.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
    guard Self.endings.contains(ending) else {
      return .skip("the key ends in none of \(Self.endings.map { "." + $0 }.joined(separator: ", "))")
    }
    let output = ObjectReference(bucket: outputBucket, key: outputPrefix + upload.key)
    guard upload.bucket != outputBucket || !upload.video.object.isBelow(outputPrefix) else {
      return .skip(
        "it lies where results go, and a result must not be blurred again; use another bucket or prefix")
    }
    let input = ExecutionInput(video: upload.video, token: upload.token, output: output)
    guard BlurTask.report(of: output).hasPossibleKey else {
      return .refuse(BlurTask.longKey(of: output), input)
    }
    guard upload.size > 0 else { return .refuse("the video is empty", input) }
    guard upload.size <= mostBytes else {
      return .refuse("the video has \(upload.size) bytes, and \(mostBytes) is the most", input)
    }
    return .start(input)
  }
}
