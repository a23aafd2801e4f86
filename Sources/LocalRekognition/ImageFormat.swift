/// The formats of images that Amazon Rekognition takes.
enum ImageFormat {
  /// Whether bytes are a whole JPEG, or begin as a PNG, whose decoder sees by itself when it is cut short. A video
  /// has pictures, too, but is no image.
  static func isKnown(_ bytes: [UInt8]) -> Bool {
    // ISO/IEC 15948, section 5.2.
    bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) || isWholeJPEG(bytes)
  }

  /// Goes from marker to marker (ITU-T T.81, annex B) to the end of the image. Decoders fill with grey what is
  /// missing, and a face that was there would be passed over.
  private static func isWholeJPEG(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: [0xFF, 0xD8, 0xFF]) else { return false }
    var place = 2
    while place + 3 < bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      switch marker {
      case 0xFF: place += 1
      case 0x01, 0xD0...0xD7: place += 2
      default:
        place += 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3])
        if marker == 0xDA { place = endOfScan(bytes, from: place) }
      }
      if place + 1 < bytes.count, bytes[place] == 0xFF, bytes[place + 1] == 0xD9 { return true }
    }
    return false
  }

  /// Where coded data ends: at a marker that is neither a stuffed byte nor a restart.
  private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
    var place = start
    while place + 1 < bytes.count {
      if bytes[place] == 0xFF, bytes[place + 1] != 0, !(0xD0...0xD7).contains(bytes[place + 1]) {
        return place
      }
      place += 1
    }
    return bytes.count
  }
}
