import CLibAV
import Core
import Geometry

/// Copies closed groups of pictures from an input to an output whose other groups are encoded. The output's header has the
/// parameter sets of both, under different numbers.
struct GroupCopying {
  /// Frames of a group that may be copied, in display order.
  struct Waiting {
    let group: CodedGroup
    /// The number of frames before them.
    var firstFrame: Int
    /// The number of frames of the group before them, which were copied.
    var start = 0
    private(set) var frames: [WaitingFrame] = []
    /// How many of them can be copied without those after them: the longest beginning that is displayed and decoded before
    /// all others.
    private(set) var leading = 0
    /// The highest place of them in decoding order.
    private var highest = -1

    init(group: CodedGroup, firstFrame: Int) { (self.group, self.firstFrame) = (group, firstFrame) }

    /// Adds the next frame. Its pixels are kept while frames before it cannot be copied without it, and these are few.
    mutating func append(_ frame: Frame, _ place: CodedPlace, _ change: FrameChange?) {
      frames.append(
        .init(
          time: frame.time, duration: frame.duration, place: place, change: change,
          frame: frame.isDecoded ? frame : nil))
      highest = max(highest, place.index)
      if highest + 1 == start + frames.count { leading = frames.count }
      guard leading == frames.count || frames.count - leading > Self.mostWithPixels else { return }
      for place in frames.indices.reversed().prefix(Self.mostWithPixels + 1) { frames[place].frame = nil }
    }

    /// Takes the frames out that can be copied without those after them.
    mutating func takeLeading() -> Waiting {
      var taken = self
      taken.frames.removeLast(frames.count - leading)
      frames.removeFirst(leading)
      firstFrame += leading
      start += leading
      leading = 0
      return taken
    }

    /// As many as three B-frames, the default of x264, make wait.
    private static let mostWithPixels = 4

    /// Whether no frame of the group is changed so far.
    var isUnchanged: Bool { start == 0 && frames.allSatisfy { $0.change == nil } }

    /// The changes of its frames.
    var redaction: RedactionDigest {
      frames.reduce(into: RedactionDigest()) { digest, frame in digest.add(frame.change) }
    }

    /// Why the group cannot be copied, now that its last frame is known.
    func obstacle(_ pictures: [CodedGroup.Picture]) -> CopyObstacle? {
      if let obstacle = group.obstacle { return obstacle }
      let isWhole =
        group.isWhole && start + frames.count == pictures.count
        && Set(frames.map(\.place.index)).count == frames.count
      return isWhole ? nil : .damage
    }
  }
  /// A frame, mostly without its pixels.
  struct WaitingFrame {
    var time: MediaTime
    var duration: MediaTime?
    var place: CodedPlace
    var change: FrameChange?
    var frame: Frame?
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
  /// The output from which redacted groups are copied; nil if there is none.
  var earlier: EarlierGroups?
  /// Why the group that is being encoded is not copied from there.
  var reuseObstacle = ReuseObstacle.absent
  /// The groups that are encoded, for a later run.
  var redacted = RedactedGroupRecorder()
  var copied = CopiedSpans()
  var reused = CopiedSpans()
  /// Copied pictures whose user data was left out.
  var withoutUserData = 0
  private var encodedUntouched: [String: Int] = [:]
  private var encodedAgain: [String: Int] = [:]
  init(_ description: MediaDescription, _ container: MuxSpecification, _ profile: EncodeProfile)
    throws(CopyRefusal)
  {
    let parameters = description.video.parameters
    guard parameters.id == AV_CODEC_ID_H264 else { throw .codec(parameters.codec) }
    guard container.isMovie || container.isMatroska || container.isTransport else {
      throw .container(container.format)
    }
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

  /// Counts frames of a group that are encoded.
  mutating func note(_ frames: [FrameChange?], encodedBecause obstacle: CopyObstacle) {
    let untouched = frames.filter { $0 == nil }.count
    if untouched > 0 { encodedUntouched[obstacle.rawValue, default: 0] += untouched }
    guard earlier != nil else { return }
    encodedAgain[obstacle == .redacted ? reuseObstacle : obstacle.rawValue, default: 0] += frames.count
  }

  /// Ends copied spans before encoded frames, and at the end.
  mutating func endSpans() {
    copied.end()
    reused.end()
  }

  /// What was copied from the input.
  var untouchedGroups: UntouchedGroups {
    var groups = UntouchedGroups()
    (groups.spans, groups.encoded) = (copied.spans, encodedUntouched)
    return groups
  }

  /// What was copied from an earlier output; nil if there is none.
  var reusedGroups: ReusedGroups? {
    earlier.map { _ in ReusedGroups(spans: reused.spans, encoded: encodedAgain) }
  }

  /// A copy of a packet as MP4 and Matroska store it: with lengths, and without parameter sets, which the header has; and
  /// without user data.
  func packet(of picture: CodedGroup.Picture) throws -> DemuxedPacket {
    let source = picture.packet
    let headers = [NALUnits.Kind.sps, NALUnits.Kind.pps, NALUnits.Kind.delimiter]
    guard units.lengthSize != nil else {
      return try source.withLengths { unit in
        headers.contains((unit.first ?? 0) & 0x1F) || NALUnits.isUserData(unit)
      }
    }
    guard !picture.hasUserData else { return try source.withLengths(units, leavingOut: NALUnits.isUserData) }
    let copy = try DemuxedPacket(copying: source)
    av_packet_free_side_data(copy.pointer)
    return copy
  }

  /// A note on user data that is not copied.
  var notes: [String] {
    guard withoutUserData > 0 else { return [] }
    return [
      "not carried over: user data in the coded pictures, which may tell who or where was filmed (\(withoutUserData) pictures)"
    ]
  }
}

/// Why no group of an input can be copied.
enum CopyRefusal: Error {
  case codec(String)
  case container(String)
  case encoder(String)
  case header
  case earlierHeader

  var reason: String {
    switch self {
    case .codec(let codec): "the video is \(codec), and only groups of H.264 are copied"
    case .container(let format): "groups are copied into MP4, MOV, Matroska and MPEG-TS, not into \(format)"
    case .encoder(let profile):
      "the encoder of profile \(profile) cannot number its parameter sets as x264enc can"
    case .earlierHeader:
      "the earlier output has other parameter sets: another version of the encoder wrote it"
    case .header: "its codec header is unusual: parameter sets, chroma format or lengths of NAL units"
    }
  }

  func asError(_ description: MediaDescription, _ sink: any ByteSink) -> UserError {
    UserError(
      .configuration, sink.name, "untouched groups of pictures cannot be copied: \(reason)",
      remedy: "use --untouched auto, which encodes them")
  }
}
