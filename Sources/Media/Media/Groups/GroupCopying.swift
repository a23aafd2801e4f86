import CLibAV
import Core
import Geometry

/// Copies closed groups of pictures from an input to an output whose other groups are encoded. The output's header has the
/// parameter sets of both, under different numbers.
struct GroupCopying {
  /// Frames of a group in which nothing was changed so far, in display order.
  struct Waiting {
    let group: CodedGroup
    var frames: [UntouchedFrame] = []

    /// Why the group cannot be copied, now that its last frame is known.
    func obstacle(_ pictures: [CodedGroup.Picture]) -> CopyObstacle? {
      if let obstacle = group.obstacle { return obstacle }
      let isWhole =
        group.isWhole && frames.count == pictures.count
        && Set(frames.map(\.place.index)).count == pictures.count
      return isWhole ? nil : .damage
    }
  }
  /// A frame without its pixels.
  struct UntouchedFrame {
    var time: MediaTime
    var duration: MediaTime?
    var place: CodedPlace
  }

  /// The parameter sets of the input.
  let parameterSets: AVCConfiguration
  /// The number of the encoder's parameter sets.
  let number: Int
  private let units: NALUnits
  /// The codec headers of the encoder.
  private var headers: [UInt8]?
  var waiting: Waiting?
  /// The group that is being encoded.
  var encoded: CodedGroup?
  /// Whether the encoder has frames since the last copied group.
  var isEncoding = false
  var seam = SeamCheck()
  private(set) var record = UntouchedGroups()
  /// The span that is being copied.
  private var span: (start: MediaTime, end: MediaTime, frames: Int, digest: PacketDigest)?

  init(_ description: MediaDescription, _ container: MuxSpecification, _ profile: EncodeProfile)
    throws(CopyRefusal)
  {
    let parameters = description.video.parameters
    guard parameters.id == AV_CODEC_ID_H264 else { throw .codec(parameters.codec) }
    guard container.isMovie || container.isMatroska else { throw .container(container.format) }
    guard profile.encoder(for: description.format).contains("x264enc") else { throw .encoder(profile.name) }
    units = NALUnits(parameters.extradata)
    guard let parameterSets = AVCConfiguration(parameters.extradata), let number = parameterSets.freeNumber,
      units.lengthSize.map({ $0 == 4 }) ?? true, parameterSets.describes(description.format)
    else { throw .header }
    (self.parameterSets, self.number) = (parameterSets, number)
  }

  /// The parameter sets of the input and the encoder, once that has written its own.
  mutating func merge(_ encoder: [UInt8], headers: [UInt8]) throws(CopyRefusal) -> [UInt8] {
    guard let own = AVCConfiguration(encoder), let merged = parameterSets.adding(own) else { throw .header }
    self.headers = headers
    return merged.record
  }

  /// Throws if the encoder has changed its parameter sets.
  func check(_ frame: EncodedFrame) throws {
    guard let headers, frame.headers != headers else { return }
    throw UserError(
      .internalFailure, "the encoder", "writes other parameter sets than at the beginning")
  }

  /// Counts frames that are encoded although nothing in them was changed.
  mutating func note(_ obstacle: CopyObstacle, frames: Int) {
    record.encoded[obstacle.rawValue, default: 0] += frames
  }

  /// Adds a copied packet, in decoding order.
  mutating func note(_ packet: DemuxedPacket, _ frame: UntouchedFrame) {
    let end = frame.time + (frame.duration ?? .zero)
    var span = self.span ?? (frame.time, end, 0, PacketDigest())
    (span.start, span.end) = (min(span.start, frame.time), max(span.end, end))
    span.frames += 1
    span.digest.add(packet.bytes)
    self.span = span
  }

  /// Ends the copied span before encoded frames, and at the end.
  mutating func endSpan() {
    guard let span else { return }
    record.spans.append(
      .init(start: span.start, end: span.end, frames: span.frames, digest: span.digest.finish()))
    self.span = nil
  }

  /// A copy of a packet as MP4 and Matroska store it: with lengths, and without parameter sets, which the header has.
  func packet(of picture: CodedGroup.Picture) throws -> DemuxedPacket {
    let source = picture.packet
    if units.lengthSize != nil {
      let copy = try DemuxedPacket(copying: source)
      av_packet_free_side_data(copy.pointer)
      return copy
    }
    return try source.withLengths(leavingOut: [NALUnits.Kind.sps, NALUnits.Kind.pps, NALUnits.Kind.delimiter])
  }
}

/// Why no group of an input can be copied.
enum CopyRefusal: Error {
  case codec(String)
  case container(String)
  case encoder(String)
  case header

  var reason: String {
    switch self {
    case .codec(let codec): "the video is \(codec), and only groups of H.264 are copied"
    case .container(let format): "groups are copied into MP4, MOV and Matroska, not into \(format)"
    case .encoder(let profile):
      "the encoder of profile \(profile) cannot number its parameter sets as x264enc can"
    case .header: "its codec header is unusual: parameter sets, chroma format or lengths of NAL units"
    }
  }

  func asError(_ description: MediaDescription, _ sink: any ByteSink) -> UserError {
    UserError(
      .configuration, sink.name, "untouched groups of pictures cannot be copied: \(reason)",
      remedy: "use --untouched auto, which encodes them")
  }
}
