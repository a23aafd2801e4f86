/// XMP data (ISO 16684-1).
enum XMP {
  /// Whether they contain pictures, or say where such are: thumbnails, depth and gain maps, motion photos.
  static func hasPictures(_ packet: some Collection<UInt8>) -> Bool {
    let text = String(decoding: packet, as: UTF8.self)
    return ["Thumbnails", "xmpGImg", "GDepth", "GImage", "hdrgm", "MotionPhoto", "MicroVideo", "Container:"]
      .contains { text.contains($0) }
  }
}
