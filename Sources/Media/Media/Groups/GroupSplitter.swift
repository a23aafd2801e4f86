import CLibAV
import Geometry

/// Divides the packets of an H.264 video into closed groups of pictures.
///
/// A group begins with an IDR picture: no later picture refers to one before it, and none is displayed before it (Rec.
/// ITU-T H.264, section 7.4.1.2.4).
struct GroupSplitter {
  private let units: NALUnits
  private let parameterSets: AVCConfiguration
  private var group: CodedGroup?
  /// The PTS of the pictures of the group.
  private var times: Set<MediaTime> = []
  private var first = MediaTime.zero
  /// How many frames later than it is decoded a frame may be displayed.
  private let reorderDepth: Int
  private let frameDuration: MediaTime
  private var packets = 0
  /// Whether pictures may refer to parameter sets other than those of the header.
  private var hasOtherParameterSets = false

  /// - Returns: nil for other codecs, and where the header has no parameter sets.
  init?(_ video: InputTrack) {
    guard video.parameters.id == AV_CODEC_ID_H264,
      let parameterSets = AVCConfiguration(video.parameters.extradata)
    else { return nil }
    units = NALUnits(video.parameters.extradata)
    self.parameterSets = parameterSets
    reorderDepth = Int(video.parameters.pointer.pointee.video_delay)
    frameDuration = video.frameDuration
  }

  /// The DTS of the next packet where the container states none: Matroska has PTS only, from which libavformat derives
  /// DTS once the reordered frames at the beginning are known.
  mutating func decodingTime(of entry: PresentationTimes.Entry) -> MediaTime? {
    defer { packets += 1 }
    if packets == 0 { first = entry.pts ?? .zero }
    guard entry.dts == nil, entry.pts != nil, reorderDepth > packets, frameDuration > .zero else {
      return entry.dts
    }
    return (packets..<reorderDepth).reduce(first) { time, _ in time - frameDuration }
  }

  /// Adds the next packet in decoding order; returns its group and its place there.
  mutating func add(_ packet: DemuxedPacket, _ entry: PresentationTimes.Entry) -> (CodedGroup, index: Int)? {
    let ranges = units.ranges(in: packet.bytes)
    let kinds = ranges?.map { packet.bytes[$0.lowerBound] & 0x1F }
    let begins = kinds?.contains(NALUnits.Kind.idr) == true && !entry.isSecondField
    noteParameterSets(packet, ranges ?? [], begins: begins)
    if begins { begin(at: entry.pts) }
    guard let group = group ?? started() else { return nil }
    if !begins, times.isEmpty { group.obstacle = .open }
    if !begins, entry.isKey { group.noteOpenKeyPicture() }
    if group.isKept, let obstacle = obstacle(of: packet, ranges, entry) { group.obstacle = obstacle }
    if group.isKept { note(entry, in: group) }
    let picture = CodedGroup.Picture(
      packet: packet, pts: entry.pts ?? .zero, dts: entry.dts ?? .zero,
      hasUserData: group.isKept && hasUserData(packet, ranges ?? []))
    return (group, group.add(picture))
  }

  /// Notes parameter sets that replace those of the header: they hold for all pictures up to a key picture with those of
  /// the header.
  private mutating func noteParameterSets(_ packet: DemuxedPacket, _ ranges: [Range<Int>], begins: Bool) {
    let sets = ranges.map { packet.bytes[$0] }.filter {
      [NALUnits.Kind.sps, NALUnits.Kind.pps].contains(($0.first ?? 0) & 0x1F)
    }
    if packet.hasNewHeaders || !sets.allSatisfy(parameterSets.contains) {
      hasOtherParameterSets = true
    } else if begins, hasOtherParameterSets {
      hasOtherParameterSets = !parameterSets.isContained(in: sets)
    }
  }

  private func hasUserData(_ packet: DemuxedPacket, _ ranges: [Range<Int>]) -> Bool {
    ranges.contains { NALUnits.isUserData(packet.bytes[$0]) }
  }

  /// Checks the timestamps of a picture, of which each may exist once.
  private mutating func note(_ entry: PresentationTimes.Entry, in group: CodedGroup) {
    guard let pts = entry.pts, entry.dts != nil, pts >= first, times.insert(pts).inserted else {
      return group.obstacle = .times
    }
  }

  /// To be called after the last packet.
  mutating func finish() {
    group?.finish()
    group = nil
  }

  /// Frees the packets of the group that is read.
  func release() { group?.release() }

  private mutating func started() -> CodedGroup? {
    group = CodedGroup()
    return group
  }

  private mutating func begin(at pts: MediaTime?) {
    if let group, let pts, times.contains(where: { $0 >= pts }) { group.obstacle = .open }
    group?.finish()
    group = CodedGroup()
    times = []
    first = pts ?? .zero
  }

  private func obstacle(
    of packet: DemuxedPacket, _ ranges: [Range<Int>]?, _ entry: PresentationTimes.Entry
  ) -> CopyObstacle? {
    if entry.isDamaged { return .damage }
    if entry.isDecodeOnly { return .edits }
    if entry.isDiscontinuity { return .restart }
    if entry.isSecondField { return .fields }
    if entry.mayProduceNoFrame { return .framing }
    guard !hasOtherParameterSets else { return .parameterSets }
    guard let ranges else { return .framing }
    return obstacle(of: packet, ranges)
  }

  private func obstacle(of packet: DemuxedPacket, _ ranges: [Range<Int>]) -> CopyObstacle? {
    for range in ranges {
      let unit = packet.bytes[range]
      switch packet.bytes[range.lowerBound] & 0x1F {
      case NALUnits.Kind.spsExtension, NALUnits.Kind.subsetSPS: return .parameterSets
      case NALUnits.Kind.sei:
        if UserDataSEI.mayIdentify(unit), !UserDataSEI.isDispensable(unit) { return .userData }
      case let kind: if NALUnits.Kind.isUnspecified(kind) { return .userData }
      }
    }
    return nil
  }
}
