import CLibAV
import Geometry

/// Finds the places at which a video can be divided, from its packets in decoding order.
///
/// In H.264 these are IDR pictures (Rec. ITU-T H.264, section 7.4.1.2.4): pictures after any other key picture may refer
/// to pictures before it. In other codecs they are the container's sync samples, except those with leading pictures, which
/// are displayed earlier and refer to the group before (open groups).
struct CutPointFinder {
  private(set) var points: [CutPoint] = []
  private let isH264: Bool
  private let units: NALUnits
  /// The parameter sets of the header; nil if it has none.
  private let parameterSets: AVCConfiguration?
  /// The latest PTS of all packets so far.
  private(set) var latest: MediaTime?
  /// Whether pictures may refer to parameter sets that are not in the header.
  private var hasOtherParameterSets = false
  /// Whether the codec headers have changed, or a packet has no PTS: then no later place is known to be safe.
  private var isUncertain = false
  private var packets = 0

  init(_ video: InputTrack) {
    isH264 = video.parameters.id == AV_CODEC_ID_H264
    units = NALUnits(video.parameters.extradata)
    parameterSets = AVCConfiguration(video.parameters.extradata)
  }

  /// Adds the next packet.
  mutating func add(_ packet: DemuxedPacket, _ entry: PresentationTimes.Entry) {
    defer { packets += 1 }
    guard let pts = entry.pts, isH264 || !packet.hasNewHeaders else {
      isUncertain = true
      return
    }
    // A picture that is displayed before a key picture may refer to those before it.
    while let last = points.last, pts.nanoseconds < last.pts { points.removeLast() }
    let begins = isH264 ? beginsWithIDR(packet) : true
    if packets > 0, packet.isKey, begins, !isUncertain, !entry.isSecondField, entry.producesFrame,
      latest.map({ pts > $0 }) ?? true
    {
      let dts = packet.pointer.pointee.dts
      points.append(
        CutPoint(packet: packets, dts: dts == fv_av_no_pts() ? nil : dts, pts: pts.nanoseconds))
    }
    latest = max(latest ?? pts, pts)
  }

  /// Whether a packet is an IDR picture whose parameter sets are those of the header, or its own.
  private mutating func beginsWithIDR(_ packet: DemuxedPacket) -> Bool {
    guard let ranges = units.ranges(in: packet.bytes) else { return false }
    let kinds = ranges.map { packet.bytes[$0.lowerBound] & 0x1F }
    let sets = ranges.map { packet.bytes[$0] }.filter(NALUnits.isParameterSet)
    let areKnown = sets.allSatisfy { parameterSets?.contains($0) ?? false }
    if packet.hasNewHeaders || !areKnown { hasOtherParameterSets = true }
    let hasOwn = kinds.contains(NALUnits.Kind.sps) && kinds.contains(NALUnits.Kind.pps)
    return kinds.contains(NALUnits.Kind.idr) && (!hasOtherParameterSets || hasOwn)
  }
}
