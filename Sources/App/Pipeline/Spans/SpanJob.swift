public import Core
public import Geometry
public import Media
public import Redaction

/// Redacts and encodes one span of a video, by covers that are decided already.
public struct SpanJob: Sendable {
  let input: MediaInput
  let span: ReadSpan
  let origin: Int64
  let covers: [[MaskBox]]
  let options: BlurJob.Options
  let decodeThreads: Int

  /// - Parameters:
  ///   - origin: the PTS of the first displayed frame of the video on the container's timeline in nanoseconds.
  ///   - covers: the masks of the frames of the span.
  public init(
    input: MediaInput, span: ReadSpan, origin: Int64, covers: [[MaskBox]], options: BlurJob.Options,
    decodeThreads: Int
  ) {
    (self.input, self.span, self.origin, self.covers) = (input, span, origin, covers)
    (self.options, self.decodeThreads) = (options, decodeThreads)
  }

  /// Runs the job. `sink` receives the media data of the piece.
  ///
  /// - Parameter progress: called after each frame with the number of frames written and the timestamp.
  public func run(
    profile: EncodeProfile, sink: any ByteSink, progress: @Sendable (Int, MediaTime) throws -> Void
  ) async throws -> PieceTable {
    let description = try await described()
    let reader = try MediaReader(input: input, options: .init(decodeThreads: decodeThreads))
    return try await reader.closingAtEnd {
      try await reader.open(span, of: description, origin: origin)
      return try await work(reader, description, profile, sink, progress)
    }
  }

  /// The description of the whole video.
  private func described() async throws -> MediaDescription {
    let reader = try MediaReader(input: input, options: .init(decodeThreads: decodeThreads))
    return try await reader.withFrames(.part) { description in
      guard await reader.timeOrigin == origin else { throw otherInput }
      return description
    }
  }

  private func work(
    _ reader: MediaReader, _ description: MediaDescription, _ profile: EncodeProfile, _ sink: any ByteSink,
    _ progress: @Sendable (Int, MediaTime) throws -> Void
  ) async throws -> PieceTable {
    let carried = description.tracks.indices.filter { options.keeps(description.tracks[$0].kind) }
    var written = description
    written.tracks = carried.map { description.tracks[$0] }
    let writer = try await MediaWriter.ofPiece(
      profile: profile, description: written, metadata: options.metadata, sink: sink)
    do {
      try await writer.start()
      let redactor = try FrameRedactor(
        style: options.style, format: description.format, orientation: description.orientation)
      try await run(reader, writer, redactor, carried, description.tracks.indices, progress)
      try await reader.checkSpan()
      let counters = await reader.trackCounters()
      let table = try await writer.finishPiece(
        comparing: ReadCounters(video: reader.counters, tracks: carried.map { counters[$0] }))
      await writer.close()
      return table
    } catch {
      await writer.close()
      throw error
    }
  }

  private func run(
    _ reader: MediaReader, _ writer: MediaWriter, _ redactor: FrameRedactor, _ carried: [Int],
    _ tracks: Range<Int>, _ progress: @Sendable (Int, MediaTime) throws -> Void
  ) async throws {
    let redacted = BoundedChannel<RedactedFrame>(capacity: 1)
    try await withoutActuallyEscaping(progress) { progress in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await redact(reader, redactor, redacted)
          redacted.finish()
        }
        group.addTask { try await write(redacted, writer, progress) }
        for input in tracks {
          let output = carried.firstIndex(of: input)
          group.addTask {
            while let packet = try await reader.nextPacket(track: input) {
              if let output { try await writer.write(packet, track: output) }
            }
          }
        }
        // The first error ends the group and cancels the other tasks.
        while try await group.next() != nil {}
      }
    }
  }

  private func redact(
    _ reader: MediaReader, _ redactor: FrameRedactor, _ redacted: BoundedChannel<RedactedFrame>
  ) async throws {
    var count = 0
    while let frame = try await reader.nextFrame() {
      // The covers are those of undamaged frames.
      guard count < covers.count, !frame.isDamaged else { throw otherInput }
      try await redacted.send(try await redactor.redact(covers[count], in: frame, isDeferred: false))
      count += 1
    }
    guard count == covers.count else { throw otherInput }
  }

  private func write(
    _ redacted: BoundedChannel<RedactedFrame>, _ writer: MediaWriter,
    _ progress: (Int, MediaTime) throws -> Void
  ) async throws {
    var frames = 0
    while let next = try await redacted.receive() {
      try await writer.write(next.frame, change: next.change)
      frames += 1
      if frames == 1 { StartUpMemory.release() }
      try progress(frames, next.frame.time)
    }
    try await writer.endFrames()
  }

  private var otherInput: UserError {
    UserError(
      .invalidInput, input.name, "has other frames than when the plan was made",
      remedy: "give the video for which the plan was made, or make the plan again: frameveil plan")
  }
}
