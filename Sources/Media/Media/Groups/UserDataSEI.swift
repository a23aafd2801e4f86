/// Finds data in supplemental enhancement information that may tell who, where or with what was filmed: cameras write
/// positions and serial numbers there. Encoding drops it; a copy would not.
enum UserDataSEI {
  /// Whether a SEI NAL unit of H.264 contains user data (Rec. ITU-T H.264, sections D.1.5 and D.1.6) other than closed
  /// captions, picture descriptions and the settings of known encoders.
  static func mayIdentify(_ unit: some Sequence<UInt8>) -> Bool {
    // The sizes of messages do not count emulation prevention bytes.
    let payload = RBSPBits.bytes(unit.dropFirst())
    // The last byte ends the messages.
    let count = payload.lastIndex { $0 != 0 } ?? 0
    var place = 0
    while place < count {
      guard let kind = value(payload, &place), let size = value(payload, &place) else { return true }
      let end = min(payload.count, place + size)
      if !isHarmless(kind, payload[place..<end]) { return true }
      place = end
    }
    return false
  }

  private static func isHarmless(_ kind: Int, _ data: ArraySlice<UInt8>) -> Bool {
    switch kind {
    case 4: registered.contains { data.starts(with: $0) }
    case 5: encoders.contains { data.starts(with: $0) }
    default: true
    }
  }

  /// A type or size: bytes of 255, and a last one (section 7.3.2.3.1).
  private static func value(_ bytes: [UInt8], _ place: inout Int) -> Int? {
    var sum = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      sum += Int(byte)
      if byte < 255 { return sum }
    }
    return nil
  }

  /// Registered user data (Rec. ITU-T T.35: country, provider): closed captions (ATSC A/53, "GA94"), the active format
  /// description ("DTG1"), HDR10+ (SMPTE ST 2094-40).
  private static let registered: [[UInt8]] = [
    [0xB5, 0x00, 0x31] + Array("GA94".utf8), [0xB5, 0x00, 0x31] + Array("DTG1".utf8), [0xB5, 0x00, 0x3C],
  ]
  /// The UUIDs under which x264 and x265 write their version and settings.
  private static let encoders: [[UInt8]] = [
    [0xDC, 0x45, 0xE9, 0xBD, 0xE6, 0xD9, 0x48, 0xB7, 0x96, 0x2C, 0xD8, 0x20, 0xD9, 0x23, 0xEE, 0xEF],
    [0x2C, 0xA2, 0xDE, 0x09, 0xB5, 0x17, 0x47, 0xDB, 0xBB, 0x55, 0xA4, 0xFE, 0x7F, 0xC2, 0xFC, 0x4E],
  ]
}
