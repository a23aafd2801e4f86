import Core
import FaceDetection
import FaceJudges
import Geometry
import Media
import Pipeline
import Reporting
import StillImages
import Synchronization

/// The check of one video or still image.
struct VerifyRun: Sendable {
  let target: VerifyTarget
  let options: VerifyOptions
  let judges: InstalledJudges
  let runtime: InferenceRuntime
  /// What was seen in the result before, for results that follow each other; nil: every frame is looked at.
  var memory: ResultMemory?

  /// What the looks at all frames add up to.
  private struct Tally: Sendable {
    var faces = VisibleFaces()
    var crops: FaceCrops?
    var unseen: UnseenFaces
    var displayed = FrameSize(width: 0, height: 0)
    /// The frames that were looked at in the result before.
    var unchanged = 0

    /// - Parameter frame: calls its argument with the pixels.
    mutating func add(_ look: PanelLook, _ frame: ((MappedFrame) -> Void) throws -> Void) rethrows {
      let spans = faces.add(look)
      if crops != nil { try frame { crops?.add(look.faces, spans: spans, of: $0) } }
      for face in look.faces { unseen.add(seenBy: face.scores.keys) }
    }
  }

  /// - Throws: `UserError` if the video cannot be read to its end, or its report belongs to another one.
  func perform(_ progress: ProgressLine) async throws -> VerifyFindings {
    let start = ContinuousClock.now
    let report = try await checkedReport()
    let tally = try await ImageInput.isImage(target.input) ? lookAtImage() : lookAtVideo(progress)
    try Task.checkCancellation()
    return try findings(tally, report, (ContinuousClock.now - start) / .seconds(1))
  }

  private func lookAtImage() async throws -> Tally {
    try await ImageInput(target.input, within: options.imageLimits).read { bytes in
      let image = try EditableImages.open(bytes, within: options.imageLimits)
      var tally = Tally(unseen: UnseenFaces(judges: judges.sources.count))
      let frames = FrameGeometry(size: image.frames[0].size, orientation: image.orientation)
      begin(&tally, frames)
      try ImageVerifyJob(judges: judges.sources).run(on: image) { look, frame in tally.add(look) { $0(frame) }
      }
      return tally
    }
  }

  private func lookAtVideo(_ progress: ProgressLine) async throws -> Tally {
    let reader = try MediaReader(
      input: try await target.input.input(),
      options: .init(
        decodeThreads: options.decodeThreads, allowsDamage: options.allowsDamage, keepsGroups: memory != nil))
    let job = VerifyJob(
      reader: reader, judges: judges.sources, workers: ProcessorShare.workers,
      allowsDamage: options.allowsDamage, earlier: memory?.looks)
    // One task calls `add`; the lock makes the value shareable and is never waited for.
    let tally = Mutex(Tally(unseen: UnseenFaces(judges: judges.sources.count)))
    let outcome = try await job.run(
      begin: { video in tally.withLock { begin(&$0, video.geometry) } },
      take: { look, frame in try tally.withLock { try $0.add(look) { try frame.read($0) } } },
      progress: { progress.show(frames: $0, time: $1, duration: $2) })
    memory?.looks = outcome.looks
    return tally.withLock {
      $0.unchanged = outcome.unchanged
      return $0
    }
  }

  private func begin(_ tally: inout Tally, _ frames: FrameGeometry) {
    tally.displayed = frames.displaySize
    if options.usesPanel { tally.crops = FaceCrops(orientation: frames.orientation) }
  }

  private func findings(_ tally: Tally, _ report: WrittenReport?, _ seconds: Double) throws -> VerifyFindings
  {
    var findings = VerifyFindings(
      output: "\(target.input)", tally.faces, runtime: runtime, notes: judges.notes, seconds: seconds)
    if memory != nil { findings.unchanged = tally.unchanged }
    let panel =
      options.usesPanel ? VerifyFindings.Panel(judges.sources.map(\.judge), report, tally.unseen) : nil
    findings.panel = panel
    for (span, face) in tally.faces.all {
      let sighting = VerifyFindings.Sighting(
        face, report, tally.displayed, panel, crop: try tally.crops?.jpeg(ofSpan: span))
      findings.add(sighting, isVisible: face.isVisible)
    }
    return findings
  }

  /// Reads the report, if given, and checks that it belongs to the video.
  private func checkedReport() async throws -> WrittenReport? {
    guard let report = target.report, case .file(let path) = target.input else { return nil }
    let written = try WrittenReport.read(report)
    try written.check(belongsTo: path, report: report, try await FileDigest().digest(of: path))
    return written
  }
}

/// What judges saw in the last result that was verified to its end.
///
/// Only runs with the same judges and settings may share it. Its memory is bounded by the faces and frames of one result.
final class ResultMemory: Sendable {
  private let state = Mutex(GroupLooks?.none)

  var looks: GroupLooks? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
