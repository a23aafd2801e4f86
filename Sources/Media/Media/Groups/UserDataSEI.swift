/// Finds data in supplemental enhancement information that may tell who, where or with what was filmed: cameras write
/// positions and serial numbers there. Encoding drops it; a copy would not.
enum UserDataSEI {
  /// Whether a SEI NAL unit of H.264 contains messages (Rec. ITU-T H.264, annex D) other than those that describe how to
  /// decode and show the pictures, closed captions, and the settings of known encoders.
  static func mayIdentify(_ unit: UnsafeRawBufferPointer.SubSequence) -> Bool {
    messages(of: unit)?.allSatisfy(\.isHarmless) != true
  }

  /// Whether nothing is lost with a SEI NAL unit but user data: iPhones, for one, write times into units of their own.
  static func isDispensable(_ unit: UnsafeRawBufferPointer.SubSequence) -> Bool {
    messages(of: unit)?.allSatisfy {
      $0.kind == unregisteredKind || $0.kind == registeredKind && !$0.isHarmless
    }
      == true
  }

  /// The messages of a unit; nil if it cannot be read.
  private static func messages(of unit: UnsafeRawBufferPointer.SubSequence) -> [(
    kind: Int, isHarmless: Bool
  )]? {
    var payload = RBSPBits.bytes(of: unit.dropFirst())
    while payload.last == 0 { payload.removeLast() }
    // The last byte ends the unit (section 7.3.2.11); elsewhere 0x80 is a type.
    if payload.last == 0x80 { payload.removeLast() }
    var (messages, place): ([(kind: Int, isHarmless: Bool)], Int) = ([], 0)
    while place < payload.count {
      guard let kind = value(payload, &place), let size = value(payload, &place) else { return nil }
      let end = min(payload.count, place + size)
      messages.append((kind, isHarmless(kind, payload[place..<end])))
      place = end
    }
    return messages
  }

  private static func isHarmless(_ kind: Int, _ data: ArraySlice<UInt8>) -> Bool {
    switch kind {
    case registeredKind: registered.contains { data.starts(with: $0) }
    case unregisteredKind: encoders.contains { data.starts(with: $0) }
    default: descriptions.contains(kind)
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

  private static let registeredKind = 4
  private static let unregisteredKind = 5
  /// Buffering, timing, pan-scan, filler, recovery points, repeated marking, film grain, tone mapping, frame packing, display
  /// orientation, mastering display, light level, transfer characteristics (table in section D.1.1).
  private static let descriptions: Set<Int> = [0, 1, 2, 3, 6, 7, 19, 23, 45, 47, 137, 144, 147]
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
