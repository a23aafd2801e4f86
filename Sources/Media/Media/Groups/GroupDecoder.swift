import CGStreamer
import Core

/// Decodes coded pictures that are in memory.
final class GroupDecoder {
  private let decoder: VideoDecoder
  /// In decoding order, from a key picture on.
  private let packets: [DemuxedPacket]
  private var next = 0
  private let name: String

  /// - Parameter parameters: those of the video track.
  init(_ packets: [DemuxedPacket], _ parameters: CodecParameters, name: String) throws {
    self.packets = packets
    self.name = name
    decoder = try VideoDecoder(parameters, threads: 1, name: name)
    try decoder.start()
  }

  deinit { decoder.stop() }

  /// The next frame in display order, and the place of its packet in decoding order; nil after the last.
  nonisolated(nonsending) func frame() async throws -> (buffer: DecodedFrame, index: Int)? {
    while true {
      try Task.checkCancellation()
      if let decoded = decoder.tryPull() {
        guard let number = decoded.number, !decoded.isDamaged else { throw Self.failure(name) }
        return (decoded, number)
      }
      let isEnded = decoder.isEnded
      guard decoder.busWatcher.failure == nil else { throw Self.failure(name) }
      if isEnded { return nil }
      if decoder.wantsPacket, next <= packets.count {
        push()
      } else {
        await decoder.event.wait()
      }
    }
  }

  private func push() {
    if next < packets.count {
      decoder.push(packets[next], number: next)
    } else {
      decoder.end()
    }
    next += 1
  }

  static func failure(_ name: String) -> UserError {
    UserError(
      .internalFailure, name, "a group of pictures gives other frames when it is decoded again")
  }
}
