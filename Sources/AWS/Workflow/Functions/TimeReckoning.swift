/// Whether a function can redact a video whole, and into how many spans it is divided otherwise.
struct TimeReckoning: Sendable, Equatable {
  /// The timeout of the functions that redact, in seconds; nil if it is unknown, and any video counts as short.
  let timeout: Double?
  let secondsPerMegapixelFrame: Double
  /// The estimated seconds of work of a span.
  let spanSeconds: Double

  /// The work of a plan, which decodes the whole video and encodes nothing, as a part of that of the blur. Measured with 1080p
  /// and three faces on every frame (make bench-spans, 2026-12-01): 0.55.
  private static let planShare = 0.6
  /// How much of the timeout the longest span may take: estimates are of usual videos.
  private static let longestShare = 0.6
  /// Long beside the start of a worker, which opens the video twice and reads a second before its span.
  private static let defaultSpanSeconds = 120.0

  /// Reads `BLUR_TIMEOUT_SECONDS`, `SECONDS_PER_MEGAPIXEL_FRAME` and `SPAN_SECONDS`.
  init(_ variables: Variables) throws(WorkflowError) {
    timeout = try variables.number("BLUR_TIMEOUT_SECONDS")
    secondsPerMegapixelFrame =
      try variables.number("SECONDS_PER_MEGAPIXEL_FRAME") ?? TimeEstimate.secondsPerMegapixelFrame
    let most = timeout.map { $0 / 4 } ?? .infinity
    spanSeconds = try variables.number("SPAN_SECONDS") ?? min(Self.defaultSpanSeconds, most)
  }

  /// The estimated duration of the blur; nil if frame count or frame size is unknown.
  func estimate(_ facts: VideoProperties) -> TimeEstimate? {
    facts.estimate(secondsPerMegapixelFrame: secondsPerMegapixelFrame)
  }

  /// Whether a video is divided: the blur function cannot redact it in time.
  func divides(_ estimate: TimeEstimate) -> Bool { timeout.map { Double(estimate.seconds) > $0 } ?? false }

  /// Throws `WorkflowError` with the kind `tooLong` if not even the plan can be made in time.
  func check(_ estimate: TimeEstimate) throws(WorkflowError) {
    let planSeconds = (estimate.exactSeconds * Self.planShare).rounded(.up)
    guard let timeout, planSeconds > timeout else { return }
    throw WorkflowError(
      .tooLong,
      "\(estimate.described) need about \(estimate.seconds) s to blur, of which the plan for many workers takes "
        + "\(Int(exactly: planSeconds) ?? .max) s, but the function has \(Int(timeout)) s; raise its memory, which also "
        + "raises its vCPUs, and set SECONDS_PER_MEGAPIXEL_FRAME to the value measured then, or run 'frameveil blur' with "
        + "the same image on ECS, Batch or Kubernetes")
  }

  /// The number of spans to ask for.
  func spans(_ estimate: TimeEstimate) -> Int {
    let count = (estimate.exactSeconds / spanSeconds).rounded(.up)
    return min(max(1, Int(exactly: count) ?? Self.mostSpans), Self.mostSpans)
  }

  /// The most parts of an upload less those of its head.
  private static let mostSpans = 9_000

  /// Throws if the longest span may take too long, because the key frames are far apart.
  func check(longest frames: Int, of estimate: TimeEstimate) throws(WorkflowError) {
    let seconds = estimate.exactSeconds * Double(frames) / Double(max(1, estimate.frames))
    guard let timeout, seconds > timeout * Self.longestShare else { return }
    throw WorkflowError(
      .tooLong,
      "the video can be divided at some key frames only: its longest span has \(frames) frames and needs about "
        + "\(Int(seconds)) s, but workers have \(Int(timeout)) s; raise their memory and set SECONDS_PER_MEGAPIXEL_FRAME, or "
        + "run 'frameveil blur' with the same image on ECS, Batch or Kubernetes")
  }
}
