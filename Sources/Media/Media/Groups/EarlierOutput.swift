import CLibAV
import Core

/// An earlier output of the same input, made with the same effect, profile and program: its groups whose redaction stays the
/// same are copied (``MediaWriter``). What is said of it must have been verified.
public struct EarlierOutput: Sendable {
  public var path: String
  /// The groups in it that were encoded.
  public var groups: [RedactedGroup]

  public init(path: String, groups: [RedactedGroup]) { (self.path, self.groups) = (path, groups) }
}

/// Reads the groups of an earlier output, in order.
final class EarlierGroups {
  private let input: FileInput
  private let demuxer: Demuxer
  private let stream: Int
  private let groups: [Int: RedactedGroup]
  /// The number of video packets that were read.
  private var position = 0
  /// The codec headers of the video.
  let extradata: [UInt8]

  init(_ output: EarlierOutput) throws {
    input = try FileInput(path: output.path)
    _ = try input.check()
    demuxer = try Demuxer(input)
    guard let video = try InputTracks(demuxer).videos.first else {
      throw UserError(.invalidInput, output.path, "has no video track", remedy: "run without --reuse")
    }
    (stream, extradata) = (video.index, video.parameters.extradata)
    groups = Dictionary(output.groups.map { ($0.firstFrame, $0) }) { one, _ in one }
  }

  /// Whether a group of it has the same frames before it.
  func hasGroup(at firstFrame: Int) -> Bool { groups[firstFrame] != nil }

  /// A group's packets in decoding order; nil if its redaction or length was another.
  ///
  /// - Throws: `UserError` if the packets are not those that the earlier run wrote.
  func group(at firstFrame: Int, frames: Int, redaction: String) throws -> (RedactedGroup, [DemuxedPacket])? {
    guard let group = groups[firstFrame], group.frames == frames, group.redaction == redaction else {
      return nil
    }
    while position < firstFrame { _ = try next() }
    let digest = PacketDigest()
    let packets = try (0..<frames).map { _ in
      let packet = try next()
      digest.add(packet.bytes)
      return packet
    }
    guard packets.first?.isKey == true, digest.finish() == group.packets else { throw difference }
    return (group, packets)
  }

  private func next() throws -> DemuxedPacket {
    while let packet = try demuxer.next() {
      guard packet.stream == stream else { continue }
      position += 1
      return packet
    }
    throw difference
  }

  private var difference: UserError {
    UserError(
      .invalidInput, input.name, "is not the output that its report describes, after \(position) frames",
      remedy: "run without --reuse")
  }
}
