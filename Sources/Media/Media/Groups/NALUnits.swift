import CLibAV

/// The NAL units of H.264 packets (Rec. ITU-T H.264, section 7.3.1), delimited by lengths (ISO/IEC 14496-15, section
/// 5.3.2) or by start codes (annex B).
struct NALUnits {
  /// The size of the length before each unit in bytes; nil for start codes.
  let lengthSize: Int?

  /// The types of NAL units (Rec. ITU-T H.264, table 7-1).
  enum Kind {
    static let idr: UInt8 = 5
    static let sei: UInt8 = 6
    static let sps: UInt8 = 7
    static let pps: UInt8 = 8
    static let delimiter: UInt8 = 9
    static let spsExtension: UInt8 = 13
    static let subsetSPS: UInt8 = 15

    /// Whether the standard leaves the content to others, or to later editions.
    static func isUnspecified(_ kind: UInt8) -> Bool { [0, 16, 17, 18].contains(kind) || kind >= 22 }
  }

  /// - Parameter extradata: the codec headers of the track; a configuration record states the size of lengths.
  init(_ extradata: [UInt8]) {
    lengthSize = extradata.count > 4 && extradata[0] == 1 ? Int(extradata[4] & 3) + 1 : nil
  }

  /// The places of the units in a packet, without length or start code; nil if the lengths contradict its size.
  func ranges(in bytes: UnsafeRawBufferPointer) -> [Range<Int>]? {
    guard let lengthSize else { return Self.delimited(bytes) }
    var (found, place): ([Range<Int>], Int) = ([], 0)
    while place < bytes.count {
      guard place + lengthSize <= bytes.count else { return nil }
      let length = bytes[place..<place + lengthSize].reduce(0) { $0 << 8 | Int($1) }
      let start = place + lengthSize
      guard length <= bytes.count - start else { return nil }
      if length > 0 { found.append(start..<start + length) }
      place = start + length
    }
    return found
  }

  /// Whether a unit is SEI of user data that may tell who or where was filmed.
  static func isUserData(_ unit: UnsafeRawBufferPointer.SubSequence) -> Bool {
    (unit.first ?? 0) & 0x1F == Kind.sei && UserDataSEI.mayIdentify(unit)
  }

  /// The units between start codes. Zero bytes before a start code belong to neither unit.
  private static func delimited(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
    var (found, start): ([Range<Int>], Int?) = ([], nil)
    var place = 2
    while place < bytes.count {
      // The third byte decides how far the next start code can be.
      guard bytes[place] <= 1 else {
        place += 3
        continue
      }
      if bytes[place] == 1, bytes[place - 1] == 0, bytes[place - 2] == 0 {
        add(start, upTo: place - 2, of: bytes, to: &found)
        start = place + 1
      }
      place += 1
    }
    add(start, upTo: bytes.count, of: bytes, to: &found)
    return found
  }

  private static func add(
    _ start: Int?, upTo end: Int, of bytes: UnsafeRawBufferPointer, to found: inout [Range<Int>]
  ) {
    guard let start else { return }
    var end = end
    while end > start, bytes[end - 1] == 0 { end -= 1 }
    if end > start { found.append(start..<end) }
  }
}

extension PacketDigest {
  /// Adds the NAL units of a packet without what a transport stream has in band: parameter sets, delimiters, zeros at the
  /// end of units.
  func add(_ bytes: UnsafeRawBufferPointer, _ units: NALUnits) {
    for range in units.ranges(in: bytes) ?? [] {
      guard
        ![NALUnits.Kind.sps, NALUnits.Kind.pps, NALUnits.Kind.delimiter].contains(
          bytes[range.lowerBound] & 0x1F)
      else { continue }
      var end = range.upperBound
      while end > range.lowerBound, bytes[end - 1] == 0 { end -= 1 }
      add(UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<end]))
    }
  }
}

extension DemuxedPacket {
  /// A copy of a packet with lengths of four bytes before its NAL units.
  ///
  /// - Parameters:
  ///   - units: how they are delimited in this packet.
  ///   - isLeftOut: whether a unit is left out.
  func withLengths(
    _ units: NALUnits = NALUnits([]),
    leavingOut isLeftOut: (UnsafeRawBufferPointer.SubSequence) -> Bool = { _ in false }
  ) throws -> DemuxedPacket {
    let kept = (units.ranges(in: bytes) ?? []).filter { !isLeftOut(bytes[$0]) }
    let copy = try DemuxedPacket(size: kept.reduce(0) { $0 + $1.count + 4 })
    var place = 0
    for range in kept { copy.setUnit(UnsafeRawBufferPointer(rebasing: bytes[range]), at: &place) }
    if isKey { copy.pointer.pointee.flags |= AV_PKT_FLAG_KEY }
    return copy
  }

  /// Writes a NAL unit with its length into the payload; advances `place`.
  private func setUnit(_ unit: UnsafeRawBufferPointer, at place: inout Int) {
    let payload = UnsafeMutableRawBufferPointer(start: pointer.pointee.data, count: count)
    payload.storeBytes(of: UInt32(unit.count).bigEndian, toByteOffset: place, as: UInt32.self)
    UnsafeMutableRawBufferPointer(rebasing: payload[(place + 4)...]).copyMemory(from: unit)
    place += 4 + unit.count
  }
}
