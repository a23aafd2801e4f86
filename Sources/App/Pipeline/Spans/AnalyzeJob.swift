import Core
import Detections
import FaceDetection
public import Geometry
public import Media
import OpticalFlow
import Tracking

/// Looks at the pixels of one span of a video, and keeps what they say, so that what is hidden can be decided without them.
///
/// The stages are those of a run, over the span and a little more before and after it. Beyond its margin nothing that is
/// kept depends on the rest of the video.
public struct AnalyzeJob: Sendable {
  let input: MediaInput
  let division: VideoDivision
  let number: Int
  let source: FaceSource
  let options: BlurJob.Options
  let decodeThreads: Int

  /// How much of a video before and after a span the paths of optical flow there depend on at the most: on the samples
  /// before and after, and on how long frames wait.
  static let margin = FlowGuide.span + LookAhead.longestSpan + MediaTime(nanoseconds: 300_000_000)
  /// The number of frames before a span on which its scene cuts depend, and of packets that surely contain them, since a
  /// frame may be coded in two fields.
  static let framesBefore = CutDetector.dissolve + CutDetector.delay + 2
  static let packetsBefore = 2 * framesBefore + 8

  /// - Parameter number: that of the span, from 0.
  public init(
    input: MediaInput, division: VideoDivision, number: Int, source: FaceSource, options: BlurJob.Options,
    decodeThreads: Int
  ) {
    (self.input, self.division, self.number) = (input, division, number)
    (self.source, self.options, self.decodeThreads) = (source, options, decodeThreads)
  }

  /// Runs the job.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 of the division in hexadecimal digits.
  ///   - progress: called after each frame with the number of frames and the timestamp.
  public func run(_ digest: String, progress: @Sendable (Int, MediaTime) throws -> Void) async throws
    -> SpanAnalysis
  {
    let span = division.spans[number]
    guard let part = span.analyzed.readSpan, let own = span.part.readSpan else { throw otherInput }
    let whole = try MediaReader(input: input, options: .init(decodeThreads: decodeThreads))
    let description = try await whole.withFrames(.part) { $0 }
    guard await whole.timeOrigin == division.origin else { throw otherInput }
    let reader = try MediaReader(input: input, options: .init(decodeThreads: decodeThreads))
    return try await reader.withFrames(of: part, in: description, origin: division.origin) {
      let looked = try await looked(reader, part, own, description, progress)
      if let obstacle = await reader.divisionObstacle { throw indivisible(obstacle) }
      return analysis(looked, own, digest)
    }
  }

  private func looked(
    _ reader: MediaReader, _ part: ReadSpan, _ own: ReadSpan, _ description: MediaDescription,
    _ progress: (Int, MediaTime) throws -> Void
  ) async throws -> Looked {
    let job = BlurJob(reader: reader, source: source, options: options)
    let lookAhead = job.lookAhead(description)
    let turns = TileTurns()
    let locator = job.locator(
      description, source.samples(for: description, turns), lookAhead,
      job.tracking(description, lookAhead), .kept)
    let around = division.frames(around: own)
    // Frames that nothing depends on are decoded, since decoding begins at a key frame, and not looked at.
    var surplus = own.packets.lowerBound - part.packets.lowerBound - Self.packetsBefore
    var (clock, durations, newest) = (TimestampNormalizer(), [MediaTime: MediaTime?](), MediaTime?.none)
    var before = 0
    while let frame = try await reader.nextFrame() {
      if let newest, frame.time <= newest { throw indivisible("frames have equal timestamps at \(newest)") }
      if frame.isDamaged { throw indivisible("its frame at \(frame.time) is damaged") }
      newest = frame.time
      surplus -= 1
      if surplus >= 0, frame.time.nanoseconds < around.lowerBound { continue }
      if frame.time.nanoseconds > around.upperBound { break }
      if frame.time.nanoseconds < own.times.lowerBound { before += 1 }
      _ = try await locator.process(clock.timed(frame))
      durations[frame.time] = .some(frame.duration)
      try progress(durations.count, frame.time)
    }
    while try await locator.drain() != nil {}
    if newest.map({ $0.nanoseconds <= around.upperBound }) ?? true { try await reader.checkSpan() }
    guard part.start == nil || before >= Self.framesBefore else {
      throw indivisible("too few frames precede one of the spans")
    }
    return Looked(durations: durations, findings: await locator.findings, turns: turns.all)
  }

  /// What was seen in the part that was decoded.
  private struct Looked {
    var durations: [MediaTime: MediaTime?]
    var findings: Locator.Findings
    var turns: [TileTurns.Turn]
  }

  /// What belongs to the span itself.
  private func analysis(
    _ looked: Looked, _ own: ReadSpan, _ digest: String
  ) -> SpanAnalysis {
    let (found, durations) = (looked.findings, looked.durations)
    func isOwn(_ time: MediaTime) -> Bool { own.times.contains(time.nanoseconds) }
    var analysis = SpanAnalysis(division: digest, span: number + 1)
    analysis.frames = found.changes.filter { isOwn($0.time) }.map {
      SpanAnalysis.Frame(time: $0.time, duration: durations[$0.time] ?? nil, change: $0.change)
    }
    if case .detector = source { analysis.samples = found.samples.filter { isOwn($0.time) } }
    let turns = looked.turns.filter { isOwn($0.time) }
    analysis.turns = turns.first.flatMap { first in turns.last.map { (first.before, $0.after) } }
      .map(SpanAnalysis.TurnsLeft.init)
    analysis.flow.moves = found.flow.moves.filter { isOwn($0.key.to) }
    analysis.flow.changes = found.flow.changes.filter { isOwn($0.key.step.end) }
    return analysis
  }

  private func indivisible(_ reason: String) -> UserError { UserError(indivisible: input.name, reason) }

  private var otherInput: UserError {
    UserError(
      .invalidInput, input.name, "is not what the division describes",
      remedy: "give the video that was divided, or divide it again: frameveil divide")
  }
}
