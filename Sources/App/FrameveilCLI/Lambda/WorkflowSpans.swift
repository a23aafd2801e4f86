import AWS
import Core
import Media
import Pipeline
import S3
import Workflow

/// The steps of a divided video in the workflow, from bucket to bucket, with the options of `BLUR_OPTIONS`.
struct WorkflowSpans: VideoDivider {
  private let blur: WorkflowBlur

  init(_ variables: Variables) throws {
    blur = try WorkflowBlur(variables)
  }

  func plan(_ task: PlanTask) async throws -> PlanResult {
    try await naming {
      var request = blur.common
      request.input = .object(task.video.object)
      request.output = .object(task.output)
      request.redaction.allDetections = task.detections.objects.map(Address.object)
      // So that thumbnails are made.
      request.reports = [.object(task.objects.report)]
      request.allowsEmptyDetections = true
      try SpanArguments.check(request)
      request.options.untouched = .encode
      let planning = PlanCommand(
        blur: try BlurCommand(request, isQuiet: true, printsJSON: false),
        output: .object(task.objects.plan), texts: blur.planned, length: .spans(task.spans),
        report: .object(task.objects.report))
      let plan = try await planning.perform().plan
      return PlanResult(
        spans: plan.spans.count, longestSpan: plan.spans.map(\.frames).max() ?? 0)
    }
  }

  func blur(_ task: SpanTask) async throws -> SpanResult {
    try await naming {
      let worker = try SpanCommand(
        input: .object(task.video.object), plan: .object(task.objects.plan), span: task.span,
        output: .object(task.objects.piece(task.span)), decodeThreads: blur.common.decodeThreads)
      let table = try await worker.perform()
      return SpanResult(
        frames: table?.frames.count ?? 0, bytes: Int(clamping: table?.bytes ?? 0),
        peakRSS: ResourceUsage.ofThisProcess().peakRSS)
    }
  }

  func join(_ task: JoinTask) async throws -> BlurResult {
    try await naming {
      var properties = blur.common.properties
      properties.metadata.merge(task.metadata) { $1 }
      let join = JoinRun(
        plan: .object(task.objects.plan),
        pieces: .list((1...max(1, task.spans)).map { .object(task.objects.piece($0)) }),
        input: .object(task.video.object), output: .object(task.output), properties: properties,
        replaces: true)
      let report = try await PlannedReport(at: task.objects.report)
      let result = try await join.perform()
      return try await report.complete(result, writingTo: task.report)
    }
  }

  private func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch {
      throw WorkflowBlur.named(error)
    }
  }
}
