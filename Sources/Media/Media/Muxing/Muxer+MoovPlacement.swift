import CLibAV
import Core
import Geometry

// An MP4 must start with its index (`moov`) to play while it loads, but the index is complete only at the end.
// Room for it is reserved behind `ftyp`; if it does not fit there, it goes to the end.

extension Muxer {
  /// The most bytes that a packet takes in the `moov` box: 8 for its duration (`stts`), 4 for its size (`stsz`), 8
  /// for its composition offset (`ctts`), 4 as a sync sample (`stss`), 12 and 8 for a chunk of its own (`stsc`,
  /// `co64`; ISO/IEC 14496-12, sections 8.6 and 8.7).
  fileprivate static let moovBytesPerPacket: UInt64 = 44
  /// The most bytes of the boxes that have a fixed size.
  private static let moovBaseBytes: UInt64 = 32_768
  /// The most bytes of the boxes around a text.
  private static let moovBytesPerText: UInt64 = 64

  /// The most bytes that `moov` takes beside those of the packets: metadata, chapters and codec data have any size.
  private var moovBytesOfHeaders: UInt64 {
    var bytes = Self.moovBaseBytes + Self.moovBytes(of: context.pointee.metadata)
    for index in 0..<Int(context.pointee.nb_streams) {
      guard let stream = context.pointee.streams[index]?.pointee else { continue }
      bytes += Self.moovBytes(of: stream.metadata) + UInt64(max(0, stream.codecpar.pointee.extradata_size))
      for place in 0..<Int(stream.nb_side_data) { bytes += UInt64(stream.side_data[place].size) }
    }
    // Chapters are packets of a track, and a list with their titles.
    for index in 0..<Int(context.pointee.nb_chapters) {
      let metadata = context.pointee.chapters[index]?.pointee.metadata
      bytes += Self.moovBytesPerPacket + Self.moovBytes(of: metadata)
    }
    return bytes
  }

  /// The most bytes of texts in `moov`, which has some of them twice.
  private static func moovBytes(of metadata: OpaquePointer?) -> UInt64 {
    LibAV.entries(metadata).reduce(0) {
      $0 + 2 * (moovBytesPerText + UInt64($1.key.utf8.count + $1.value.utf8.count))
    }
  }

  /// Makes libavformat leave room for `moov` behind `ftyp`: an upper estimate of its size, as far as the output can be
  /// rewritten. A fragmented file needs none: its `moov` lists no packets.
  func reserve(_ room: MoovRoom, _ options: inout OpaquePointer?) {
    reservedMoovBytes =
      specification.isFragmented ? 0 : min(moovBytesOfHeaders + room.bytesOfPackets, room.limit)
    if reservedMoovBytes > 0 { av_dict_set(&options, "moov_size", "\(reservedMoovBytes)", 0) }
  }

  /// Decides where the trailer writes `moov`: into the reserved space if it fits, else at the end, with a `free` box
  /// in the reserved space. Sets `isMoovFirst`.
  func placeMoov() throws {
    guard specification.isMovie else { return }
    isMoovFirst = specification.isFragmented
    guard reservedMoovBytes > 0 else { return }
    let needed = packetCounts.values.reduce(moovBytesOfHeaders) { $0 + $1 * Self.moovBytesPerPacket }
    // Behind the index, a `free` box must fit.
    isMoovFirst = needed + 8 <= reservedMoovBytes
    guard isMoovFirst == false else { return }
    av_opt_set_int(context.pointee.priv_data, "moov_size", 0, 0)
    let size = UInt32(clamping: reservedMoovBytes)
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } + Array("free".utf8)
    try output.overwrite(bytes, at: ftypEnd)
  }

  /// The end of the `ftyp` box, where the reserved space begins.
  private var ftypEnd: UInt64 {
    var bytes = [UInt8](repeating: 0, count: 4)
    _ = bytes.withUnsafeMutableBytes { output.kept.read(into: $0, at: 0) }
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// The room for the index of an MP4 before its media data.
struct MoovRoom {
  /// An estimate of the bytes that the packets take in the index: from those that the input's index lists, or from
  /// duration and frame rate.
  let bytesOfPackets: UInt64
  /// The most bytes that can be reserved.
  let limit: UInt64

  init(for description: MediaDescription, in range: RewritableRange) {
    let seconds = max(0, (description.duration ?? .zero).seconds - description.start.seconds)
    let rate = description.format.frameRate
    let perSecond = rate.numerator > 0 ? Double(rate.numerator) / Double(max(1, rate.denominator)) : 60
    let listed = description.sampleCounts.reduce(0, +)
    let guessed = Int(
      clamping: Int64(min(1e9, seconds * (perSecond + 100 * Double(description.tracks.count)))))
    let isListed = !description.sampleCounts.contains(0)
    bytesOfPackets = Muxer.moovBytesPerPacket * UInt64((isListed ? listed : max(listed, guessed)) + 64)
    limit = Self.limit(in: range)
  }

  /// The rewritable head of the output, except for the `ftyp` box before `moov` and the `mdat` header after it, whose
  /// size is written last.
  static func limit(in range: RewritableRange) -> UInt64 {
    switch range {
    case .anywhere: UInt64(Int32.max)
    case .head(let bytes): bytes > 4096 ? bytes - 4096 : 0
    case .nowhere: 0
    }
  }
}
