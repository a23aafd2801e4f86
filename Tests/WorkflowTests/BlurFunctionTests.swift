import AWS
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// The blur function with a fake pipeline: its task, its deadline prediction and its response.
@Suite struct BlurFunctionTests {
  /// A fake pipeline that reports scripted progress.
  private final class Blur: VideoBlurrer {
    let tasks = Mutex<[BlurTask]>([])
    private let shares: [Double?]

    init(_ shares: [Double?] = []) {
      self.shares = shares
    }

    func blur(
      _ task: BlurTask, progress: @escaping @Sendable (BlurProgress) throws -> Void
    ) async throws -> BlurResult {
      tasks.withLock { $0.append(task) }
      for (index, share) in shares.enumerated() { try progress(BlurProgress(frames: index, share: share)) }
      return BlurResult(
        bytes: 1000, frames: 600, framesWithFaces: 500, faces: 1500, tracks: 3, weakSpots: 2,
        peakRSS: 200_000_000)
    }
  }

  private let store = MemoryStore([ObjectReference(bucket: "in", key: "ü a.mp4"): [0, 1, 2, 3, 4]])

  private func call(
    _ blur: Blur, output: String = "out", memory: String = "1769", context: InvocationContext = .test()
  ) async throws -> String {
    let function = try BlurFunction(
      Variables(["AWS_LAMBDA_FUNCTION_MEMORY_SIZE": memory]), store: store, blurring: blur)
    let event =
      #"{"video":{"bucket":"in","key":"ü a.mp4","versionId":"v","etag":"e","size":5},"token":"t","#
      + #""output":{"bucket":"\#(output)","key":"ü a.mp4"},"detections":{"bucket":"det","prefix":"t","parts":2}}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), context), as: UTF8.self)
  }

  @Test func `a video is blurred from bucket to bucket with a report`() async throws {
    let (blur, lines) = (Blur(), LogLines())
    let response = try await call(blur, context: .test(seconds: 900, step: 10, lines: lines))
    #expect(
      response
        == #"{"frames":600,"framesWithFaces":500,"output":{"bucket":"out","bytes":1000,"key":"ü a.mp4"},"#
        + #""report":{"bucket":"out","key":"ü a.mp4.report.json"},"seconds":30,"tracks":3,"weakSpots":2}"#)
    let task = BlurTask(
      video: VideoReference(
        ObjectReference(bucket: "in", key: "ü a.mp4", version: "v"), etag: "e", size: 5),
      detections: DetectionParts(bucket: "det", prefix: "t", parts: 2),
      output: ObjectReference(bucket: "out", key: "ü a.mp4"),
      report: ObjectReference(bucket: "out", key: "ü a.mp4.report.json"), metadata: ["frameveil-token": "t"])
    #expect(blur.tasks.withLock { $0 } == [task])
    #expect(
      lines.text.contains(
        #""Frames":600,"Faces":1500,"FramesPerSecond":20,"PeakRSS":200000000,"Seconds":30,"WeakSpots":2}"#))
  }

  @Test func `a deleted video is not blurred`() async throws {
    try await store.delete(ObjectReference(bucket: "in", key: "ü a.mp4"))
    let blur = Blur()
    let failure = await failure { _ = try await call(blur) }
    #expect(failure?.type == "NoSuchKey")
    #expect(blur.tasks.withLock { $0.isEmpty })
  }

  @Test func `the input video is never overwritten`() async {
    let blur = Blur()
    let failure = await failure { _ = try await call(blur, output: "in") }
    #expect(failure?.type == "InvalidInput")
    #expect(blur.tasks.withLock { $0.isEmpty })
  }

  @Test func `invalid outputs are rejected`() async {
    let blur = Blur()
    for (output, words) in [
      (#""key":"o.mp4","versionId":"v""#, "has a version ID"),
      (#""key":"t/00002.json""#, "overwrite the detections"),
      ("\"key\":\"\(String(repeating: "k", count: 1020)).mp4\"", "S3 allows at most 1024"),
    ] {
      let event =
        #"{"video":{"bucket":"in","key":"ü a.mp4","etag":"e","size":5},"token":"t","output":{"bucket":"det","#
        + output + #"},"detections":{"bucket":"det","prefix":"t","parts":2}}"#
      let failure = await failure {
        let function = try BlurFunction(Variables([:]), store: store, blurring: blur)
        _ = try await JSONHandler(function).handle(Array(event.utf8), .test())
      }
      #expect(
        failure?.type == "InvalidInput" && failure?.message.contains(words) == true, "\(failure as Any)")
    }
    #expect(blur.tasks.withLock { $0.isEmpty })
  }

  @Test func `a blur that would exceed the deadline is stopped with a prediction`() async {
    // Each frame takes ten seconds and is a thousandth of the video.
    let blur = Blur((1...80).map { Double($0) / 1000 })
    let failure = await failure { _ = try await call(blur, context: .test(seconds: 900, step: 10)) }
    #expect(failure?.type == "OutOfTime")
    #expect(failure?.message.contains("has 875 s") == true, "\(failure?.message ?? "")")
    #expect(failure?.message.contains("elsewhere") == false)
  }

  @Test func `a blur that will finish in time is not stopped`() async throws {
    let blur = Blur((1...80).map { Double($0) / 80 })
    _ = try await call(blur, context: .test(seconds: 900, step: 10))
    let unknown = Blur([Double?](repeating: nil, count: 80))
    _ = try await call(unknown, context: .test(seconds: 900, step: 10))
  }

  private static let predictions: [(share: Double?, elapsed: Double, needed: Double?)] = [
    // Too early for a prediction.
    (0.001, 40, nil), (0, 400, nil), (nil, 400, nil), (1, 899, nil),
    // Will finish in time or nearly, and then not.
    (0.5, 450, nil), (0.1, 100, nil), (0.08, 100, nil), (0.065, 100, 100 / 0.065), (0.5, 500, nil),
    (0.7, 800, 800 / 0.7), (0.99, 880, nil), (0.95, 880, 880 / 0.95), (0.4, 600, 1500),
  ]

  @Test(arguments: predictions)
  func `the tolerance of predictions shrinks with time`(
    share: Double?, elapsed: Double, needed: Double?
  ) {
    let shortage = DeadlineForecast(available: 900).shortage(share: share, elapsed: elapsed)
    #expect(shortage?.neededSeconds == needed)
  }

  private static let remedies: [(needed: Double, available: Double, memory: Int?, words: [String])] = [
    (
      1200, 895, 1769,
      ["needs about 1200 s", "has 895 s", "25 % after 300 s", "raise its memory from 1769 to 2624 MB"]
    ),
    (100, 60, 1024, ["memory from 1024 to 1920 MB, or raise its timeout to 110 s"]),
    (5000, 895, 1769, ["run 'frameveil blur' with the same image"]),
    (700, 300, nil, ["; raise its timeout to 770 s"]),
  ]

  @Test(arguments: remedies)
  func `the remedies contain numbers`(needed: Double, available: Double, memory: Int?, words: [String]) {
    let shortage = DeadlineForecast.Shortage(neededSeconds: needed, elapsedSeconds: 300, share: 0.25)
    let text = shortage.error(available: available, memory: memory).description
    for part in words { #expect(text.contains(part), "\(text)") }
  }
}
