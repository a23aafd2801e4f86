import Media

/// The formats of images that Amazon Rekognition takes.
enum ImageFormat {
  /// Whether bytes begin as a JPEG (ITU-T T.81, annex B) or a PNG (ISO/IEC 15948, section 5.2) does. A video has
  /// pictures, too, but is no image.
  static func isKnown(_ bytes: any ByteRanges) async throws -> Bool {
    let start = try await bytes.read(8, at: 0)
    return start.starts(with: [0xFF, 0xD8, 0xFF])
      || start == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  }
}
