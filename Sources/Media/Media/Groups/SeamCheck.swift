import CGStreamer
import Core
import Geometry
import Glibc

/// Decodes the pictures around encoded frames as a player will: the beginning of the copied group before them, theirs, and
/// that of the copied group after them. Copied pictures must give the frames that they give in the input.
struct SeamCheck {
  /// A copied picture as it is muxed, and as it is in the input.
  struct Copied {
    let muxed: DemuxedPacket
    let source: DemuxedPacket
  }

  /// The first pictures of the copied group before the encoded frames.
  private var before: [Copied] = []
  /// The first encoded pictures.
  private var encoded: [DemuxedPacket] = []

  /// Pictures of each group that are decoded: a key picture, and two that refer to it.
  static let depth = 3

  /// Adds an encoded picture, as it is muxed.
  mutating func add(_ packet: DemuxedPacket) throws {
    if encoded.count < Self.depth { encoded.append(try DemuxedPacket(copying: packet)) }
  }

  /// Ends the encoded frames, and checks what is around them.
  ///
  /// - Parameters:
  ///   - after: the first pictures of the copied group that follows; empty at the end.
  ///   - written: the parameters of the output's video track.
  mutating func end(
    before after: [Copied], of description: MediaDescription, written: CodecParameters, name: String
  ) async throws {
    defer { (before, encoded) = (after, []) }
    guard !encoded.isEmpty, !(before.isEmpty && after.isEmpty) else { return }
    let all = before.map(\.muxed) + encoded + after.map(\.muxed)
    let played = try await Self.frames(of: all, written, description.format, name)
    guard played.count == all.count else { throw Self.failure(name) }
    for (copied, shown) in [
      (before, played.prefix(before.count)), (after, played.suffix(after.count)),
    ] where !copied.isEmpty {
      let original = try await Self.frames(
        of: copied.map(\.source), description.video.parameters, description.format, name)
      guard try Self.areEqual(original, shown) else { throw Self.failure(name) }
    }
  }

  private static func areEqual(_ original: [Frame], _ shown: ArraySlice<Frame>) throws -> Bool {
    try original.count == shown.count && zip(original, shown).allSatisfy { try $0.hasSamePixels(as: $1) }
  }

  private static func frames(
    of packets: [DemuxedPacket], _ parameters: CodecParameters, _ format: FrameFormat, _ name: String
  ) async throws -> [Frame] {
    let decoder = try GroupDecoder(packets, parameters, name: name)
    var frames: [Frame] = []
    while let (decoded, index) = try await decoder.frame() {
      let time = MediaTime(nanoseconds: Int64(index))
      guard let frame = Frame(decoded, at: time, duration: nil, format: format) else { throw failure(name) }
      frames.append(frame)
    }
    return frames
  }

  private static func failure(_ name: String) -> UserError {
    UserError(
      .internalFailure, name, "copied and encoded pictures do not play together")
  }
}

extension Frame {
  /// A frame that was decoded once more; nil if it has another format.
  convenience init?(
    _ decoded: DecodedFrame, at time: MediaTime, duration: MediaTime?, format: FrameFormat,
    coded: CodedPlace? = nil
  ) {
    guard let buffer = decoded.buffer, let caps = decoded.caps, format.hasSameFormat(caps) else { return nil }
    self.init(
      owning: fv_buffer_ref(buffer), time: time, duration: duration, format: format, isDamaged: false,
      coded: coded)
  }

  /// Whether two frames of one format have the same pixels.
  fileprivate func hasSamePixels(as other: Frame) throws -> Bool {
    try read { own in
      try other.read { other in
        zip(own.planes, other.planes).allSatisfy { one, two in
          let all = PixelRect(x: 0, y: 0, width: own.size.width, height: own.size.height)
          let (rect, layout) = (one.layout.rect(of: all), one.layout)
          let row = rect.width * layout.channels * layout.bytesPerValue
          return (0..<rect.height).allSatisfy { y in
            memcmp(one.base + y * one.stride, two.base + y * two.stride, row) == 0
          }
        }
      }
    }
  }
}
