import Core
import Geometry
import Media
import Reporting
import Tracking

/// The stages of a run and the bounded channels between them: locate, redact, write, and one task for each
/// copied track. A slow stage makes those before it wait.
struct BlurGraph: Sendable {
  let reader: MediaReader
  let writer: MediaWriter
  let locator: Locator
  let redactor: FrameRedactor
  let recorder: CoverageRecorder
  let choice: Selection
  let onDamage: DamagePolicy
  /// Whether the writer redacts the frames that it encodes.
  let defersRedaction: Bool

  /// A capacity of one lets adjacent stages work at the same time.
  private let located = BoundedChannel<LocatedFrame>(capacity: 1)
  private let redacted = BoundedChannel<RedactedFrame>(capacity: 1)
  /// A permit for each frame between reader and writer.
  private let framePermits: AsyncSemaphore

  /// - Parameter framesInFlight: the largest number of frames between reader and writer.
  init(
    reader: MediaReader, writer: MediaWriter, locator: Locator, redactor: FrameRedactor,
    recorder: CoverageRecorder, choice: Selection, onDamage: DamagePolicy, framesInFlight: Int,
    defersRedaction: Bool
  ) {
    framePermits = AsyncSemaphore(limit: framesInFlight)
    self.reader = reader
    self.writer = writer
    self.locator = locator
    self.redactor = redactor
    self.recorder = recorder
    self.choice = choice
    self.onDamage = onDamage
    self.defersRedaction = defersRedaction
  }

  /// Runs until the writer has received all frames and packets. The first error cancels all stages.
  func run(
    carrying tracks: [Int], of description: MediaDescription,
    progress: @Sendable (Int, MediaTime) throws -> Void
  ) async throws {
    try await withoutActuallyEscaping(progress) { progress in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await locate() }
        group.addTask { try await redact() }
        group.addTask { try await write(progress) }
        for (output, input) in tracks.enumerated() {
          group.addTask { try await carry(track: input, to: output) }
        }
        for input in description.tracks.indices where !tracks.contains(input) {
          // Packets that are not copied must be read too, or the demuxer stops.
          group.addTask { while try await reader.nextPacket(track: input) != nil {} }
        }
        // The first error ends the group and cancels the other tasks.
        while try await group.next() != nil {}
      }
    }
  }

  /// The counters so far.
  func summary() async -> BlurSummary {
    var summary = recorder.summary
    summary.tracks = await locator.trackCount
    summary.doubtfulTracks = await locator.doubtfulTrackCount
    summary.framesInFlight = framePermits.highestInUse
    return summary
  }

  private func locate() async throws {
    var clock = TimestampNormalizer()
    while true {
      try await framePermits.acquire()
      guard let frame = try await reader.nextFrame() else { break }
      for item in try await locator.process(clock.timed(frame)) { try await located.send(item) }
    }
    while let item = try await locator.drain() { try await located.send(item) }
    located.finish()
  }

  private func redact() async throws {
    var chooser = FaceSelector(choice)
    while let item = try await located.receive() {
      if item.frame.isDamaged, onDamage == .fail { throw damaged(at: item.frame.time) }
      let chosen = try chooser.choose(
        recorder.process(item.covered), shownFrom: item.frame.time, for: item.frame.duration,
        changedTracks: item.changedTracks, isWhole: item.isWhollyHidden(by: recorder.policy))
      recorder.note(chosen, on: item.covered)
      let certain = chosen.hidden.filter { !item.changedTracks.contains($0.track) }
      let isShown = recorder.wantsThumbnails(of: certain)
      let frame = item.frame
      // Nothing else may refer to the frame, or it is copied.
      _ = consume item
      let hidden = try await redactor.redact(
        chosen.masks, in: consume frame, isDeferred: defersRedaction && !isShown)
      if isShown {
        try hidden.frame.read { recorder.keepThumbnails(of: certain, hiddenIn: $0) }
      }
      try await redacted.send(hidden)
    }
    try chooser.finish()
    recorder.note(chooser.record)
    redacted.finish()
  }

  private func damaged(at time: MediaTime) -> UserError {
    UserError(
      .invalidInput, reader.name, "has a damaged frame at \(time), and --on-damage fail was given",
      remedy:
        "copy the file again from its source, or use --on-damage hide, which redacts damaged frames fully")
  }

  private func write(_ progress: @Sendable (Int, MediaTime) throws -> Void) async throws {
    var frames = 0
    while let redacted = try await redacted.receive() {
      let frame = redacted.frame
      try await writer.write(frame, change: redacted.change)
      framePermits.release()
      frames += 1
      // Every stage has loaded what it needs.
      if frames == 1 { StartUpMemory.release() }
      try progress(frames, frame.time)
    }
    try await writer.endFrames()
  }

  private func carry(track input: Int, to output: Int) async throws {
    while let packet = try await reader.nextPacket(track: input) {
      try await writer.write(packet, track: output)
    }
  }
}
