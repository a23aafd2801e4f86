import Geometry

/// The parameter sets of an H.264 stream, as its decoder configuration record has them (ISO/IEC 14496-15, section
/// 5.3.3.1).
struct AVCConfiguration: Equatable {
  /// The sequence parameter sets, each a NAL unit.
  private(set) var sps: [[UInt8]]
  /// The picture parameter sets, each a NAL unit.
  private(set) var pps: [[UInt8]]
  /// Profile, constraint flags and level.
  private var profile: [UInt8]
  private let sampling: PictureSampling

  /// Reads a configuration record, or parameter sets with start codes. Nil if it has none, if they cannot be read, or if
  /// sequence parameter sets differ in chroma format or bit depth.
  init?(_ extradata: [UInt8]) {
    let units = extradata.first == 1 ? Self.recorded(extradata) : Self.delimited(extradata)
    guard let units else { return nil }
    sps = units.filter { $0[0] & 0x1F == NALUnits.Kind.sps && $0.count > 4 }
    pps = units.filter { $0[0] & 0x1F == NALUnits.Kind.pps }
    guard let first = sps.first, !pps.isEmpty, let sampling = PictureSampling(sps: first),
      sps.allSatisfy({ PictureSampling(sps: $0) == sampling })
    else { return nil }
    (profile, self.sampling) = (Array(first[1...3]), sampling)
  }

  /// A number that no parameter set has, and that x264 can write.
  var freeNumber: Int? {
    let used = Set(sps.compactMap(Self.number) + pps.compactMap(Self.number))
    return (1...31).first { !used.contains($0) }
  }

  /// Whether decoded frames have its chroma format and bit depth: grey pictures are decoded with neutral chroma.
  func describes(_ format: FrameFormat) -> Bool {
    guard let luma = format.planes.first, let chroma = format.planes.dropFirst().first else { return false }
    let formats: [UInt8: (Int, Int)] = [1: (1, 1), 2: (1, 0), 3: (0, 0)]
    guard let shifts = formats[sampling.chromaFormat] else { return false }
    return shifts == (chroma.widthShift, chroma.heightShift) && luma.depth == Int(sampling.lumaDepth) + 8
  }

  /// With the parameter sets of another stream, which have other numbers. Nil where the numbers, the chroma format or the
  /// bit depth do not permit it.
  func adding(_ other: AVCConfiguration) -> AVCConfiguration? {
    guard sampling == other.sampling else { return nil }
    let (own, added) = (Set(sps.map(Self.number)), Set(other.sps.map(Self.number)))
    guard own.isDisjoint(with: added),
      Set(pps.map(Self.number)).isDisjoint(with: other.pps.map(Self.number))
    else { return nil }
    var merged = self
    merged.sps += other.sps
    merged.pps += other.pps
    // The record's profile and level must hold for all sets, and a constraint for each of them.
    merged.profile = [
      max(profile[0], other.profile[0]), profile[1] & other.profile[1], max(profile[2], other.profile[2]),
    ]
    return merged
  }

  /// Whether a NAL unit is one of its parameter sets.
  func contains(_ unit: UnsafeRawBufferPointer.SubSequence) -> Bool {
    sps.contains { $0.elementsEqual(unit) } || pps.contains { $0.elementsEqual(unit) }
  }

  /// Whether all its parameter sets are among some NAL units.
  func isContained(in units: [UnsafeRawBufferPointer.SubSequence]) -> Bool {
    (sps + pps).allSatisfy { set in units.contains { $0.elementsEqual(set) } }
  }

  /// The configuration record, for lengths of four bytes.
  var record: [UInt8] {
    var bytes = [1] + profile + [0xFF, 0xE0 | UInt8(sps.count)]
    for unit in sps { bytes += Self.counted(unit) }
    bytes.append(UInt8(pps.count))
    for unit in pps { bytes += Self.counted(unit) }
    guard PictureSampling.isStated(byProfile: profile[0]) else { return bytes }
    return bytes + [0xFC | sampling.chromaFormat, 0xF8 | sampling.lumaDepth, 0xF8 | sampling.chromaDepth, 0]
  }

  private static func counted(_ unit: [UInt8]) -> [UInt8] {
    [UInt8(unit.count >> 8), UInt8(unit.count & 0xFF)] + unit
  }

  /// The number of a parameter set: the first value of its payload (sections 7.3.2.1.1 and 7.3.2.2).
  private static func number(_ unit: [UInt8]) -> Int? {
    let payload = unit[0] & 0x1F == NALUnits.Kind.sps ? unit.dropFirst(4) : unit.dropFirst()
    var bits = RBSPBits(payload)
    return bits.exponentialGolomb()
  }

  private static func recorded(_ bytes: [UInt8]) -> [[UInt8]]? {
    guard bytes.count > 6 else { return nil }
    var (units, place): ([[UInt8]], Int) = ([], 5)
    for mask: UInt8 in [0x1F, 0xFF] {
      guard place < bytes.count else { return nil }
      let count = Int(bytes[place] & mask)
      place += 1
      for _ in 0..<count {
        guard place + 2 < bytes.count else { return nil }
        let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
        guard length > 0, place + 2 + length <= bytes.count else { return nil }
        units.append(Array(bytes[place + 2..<place + 2 + length]))
        place += 2 + length
      }
    }
    return units
  }

  private static func delimited(_ bytes: [UInt8]) -> [[UInt8]]? {
    bytes.withUnsafeBytes { buffer in
      NALUnits([]).ranges(in: buffer)?.map { Array(buffer[$0]) }
    }
  }
}

/// Chroma format and bit depths of a sequence parameter set (Rec. ITU-T H.264, section 7.3.2.1.1).
private struct PictureSampling: Equatable {
  /// chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4.
  var chromaFormat: UInt8 = 1
  /// The bit depth of luma, minus 8.
  var lumaDepth: UInt8 = 0
  /// The bit depth of chroma, minus 8.
  var chromaDepth: UInt8 = 0

  init?(sps: [UInt8]) {
    guard Self.isStated(byProfile: sps[1]) else { return }
    var bits = RBSPBits(sps.dropFirst(4))
    guard bits.exponentialGolomb() != nil, let format = bits.exponentialGolomb(), format <= 3 else {
      return nil
    }
    if format == 3 { _ = bits.next() }
    guard let luma = bits.exponentialGolomb(), let chroma = bits.exponentialGolomb(), luma <= 6, chroma <= 6
    else { return nil }
    (chromaFormat, lumaDepth, chromaDepth) = (UInt8(format), UInt8(luma), UInt8(chroma))
  }

  /// Whether the parameter sets of a profile state them; the others are 4:2:0 in 8 bits.
  static func isStated(byProfile profile: UInt8) -> Bool {
    [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(profile)
  }
}
