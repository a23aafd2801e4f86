import Channels
import Geometry
import Media
import Synchronization
import Tracking

/// The stages of one run and the channels between them.
struct BlurGraph: Sendable {
  let reader: MediaReader
  let writer: MediaWriter
  let locator: Locator
  let redactor: FrameRedactor
  let choice: Choice

  /// Each channel holds one frame: enough for two stages to work at once.
  private let located = BoundedChannel<Located>(capacity: 1)
  private let redacted = BoundedChannel<Frame>(capacity: 1)
  private let inFlight: Allowance
  private let tally = Tally()

  /// - Parameter framesInFlight: how many frames may be between reader and writer.
  init(
    reader: MediaReader, writer: MediaWriter, locator: Locator, redactor: FrameRedactor,
    choice: Choice = Choice(), framesInFlight: Int
  ) {
    inFlight = Allowance(limit: framesInFlight)
    self.reader = reader
    self.writer = writer
    self.locator = locator
    self.redactor = redactor
    self.choice = choice
  }

  /// Runs until everything was handed to the writer.
  func run(
    carrying tracks: [Int], of description: MediaDescription, progress: @Sendable (Int, MediaTime) -> Void
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
          group.addTask { while try await reader.nextPacket(track: input) != nil {} }
        }
        // The first failure ends the group, and so cancels the others.
        while try await group.next() != nil {}
      }
    }
  }

  /// What was counted so far.
  func summary() async -> BlurSummary {
    var summary = tally.summary
    summary.tracks = await locator.trackCount
    summary.framesInFlight = inFlight.highest
    return summary
  }

  private func locate() async throws {
    while true {
      try await inFlight.take()
      guard let frame = try await reader.nextFrame() else { break }
      for item in try await locator.admit(frame) { try await located.send(item) }
    }
    while let item = try await locator.drain() { try await located.send(item) }
    located.finish()
  }

  private func redact() async throws {
    var chooser = Chooser(choice)
    while let item = try await located.receive() {
      let chosen = chooser.choose(item.covers, on: item.frame)
      tally.note(item.frame, chosen)
      try await redacted.send(redactor.hide(chosen.boxes, in: item.frame))
    }
    tally.note(chooser.record)
    redacted.finish()
  }

  private func write(_ progress: @Sendable (Int, MediaTime) -> Void) async throws {
    var frames = 0
    while let frame = try await redacted.receive() {
      try await writer.write(frame)
      inFlight.giveBack()
      frames += 1
      progress(frames, frame.time)
    }
    await writer.endFrames()
  }

  private func carry(track input: Int, to output: Int) async throws {
    while let packet = try await reader.nextPacket(track: input) {
      try await writer.write(packet, track: output)
    }
    await writer.endPackets(track: output)
  }
}

/// Counts frames as they pass.
private final class Tally: Sendable {
  private let state = Mutex(BlurSummary())

  var summary: BlurSummary { state.withLock { $0 } }

  func note(_ choice: ChoiceRecord) { state.withLock { $0.choice = choice } }

  func note(_ frame: Frame, _ chosen: Chosen) {
    let covers = chosen.hidden
    state.withLock { summary in
      summary.frames += 1
      summary.faces += covers.count
      if !covers.isEmpty { summary.framesWithFaces += 1 }
      for cover in covers { summary.reasons[cover.reason.rawValue, default: 0] += 1 }
      summary.leftVisible += chosen.leftVisible.count
      summary.added += chosen.added.count
      if frame.isDamaged { summary.damagedFrames += 1 }
      summary.videoSeconds = max(summary.videoSeconds, (frame.time + (frame.duration ?? .zero)).seconds)
    }
  }
}
