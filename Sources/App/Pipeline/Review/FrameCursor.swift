import Core
public import Geometry
public import Media

/// Decodes the frames of a video that a player of pictures asks for, each from where the one before ended.
///
/// One decoder stays open. A request that comes while another one is served opens a decoder of its own.
public actor FrameCursor {
  private struct Place {
    let reader: MediaReader
    let video: MediaDescription
    let packets: Task<Void, any Error>
    var shown: Frame?
    var next: Frame?
  }

  private let input: MediaInput
  private var place: Place?

  /// A longer way is shorter from the key frame before the goal.
  private static let ahead = MediaTime(nanoseconds: 2_000_000_000)

  public init(_ input: MediaInput) {
    self.input = input
  }

  /// The frame that is on screen at a time; the last frame for later times.
  public func frame(at time: MediaTime) async throws -> PausedFrame {
    var own = try await taken(for: time)
    do {
      while let frame = own.next, own.shown == nil || frame.time <= time {
        if frame.isDecoded { own.shown = frame }
        own.next = try await own.reader.nextFrame()
      }
      guard let shown = own.shown else {
        throw UserError(.invalidInput, own.reader.name, "has no frame at \(time)")
      }
      let old = place
      place = own
      await Self.close(old)
      return PausedFrame(shown, of: own.video)
    } catch {
      await Self.close(own)
      throw error
    }
  }

  public func close() async {
    let old = place
    place = nil
    await Self.close(old)
  }

  /// A decoder that is at most some seconds before a time. Nobody else has it.
  private func taken(for time: MediaTime) async throws -> Place {
    if let place, let shown = place.shown, shown.time <= time, time - shown.time < Self.ahead {
      self.place = nil
      return place
    }
    let reader = try MediaReader(input: input, options: .init(allowsDamage: true, keepsGroups: true))
    do {
      let video = try await reader.open()
      await reader.skipGroups { $0.upperBound <= time }
      let packets = Task { try await reader.passOver(video.tracks.indices) }
      return Place(reader: reader, video: video, packets: packets, next: try await reader.nextFrame())
    } catch {
      await reader.close()
      throw error
    }
  }

  private static func close(_ place: Place?) async {
    place?.packets.cancel()
    await place?.reader.close()
  }
}
