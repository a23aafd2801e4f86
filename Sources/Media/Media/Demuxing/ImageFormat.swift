import Core
import Geometry

/// Image formats, by libavformat's name of the demuxer.
enum ImageFormat {
  case jpeg, png, gif

  init?(_ format: String) {
    switch format {
    case "jpeg_pipe", "mjpeg", "image2": self = .jpeg
    case "png_pipe": self = .png
    case "gif": self = .gif
    default: return nil
    }
  }

  /// The error for an image where a video is expected.
  func refusal(_ name: String) -> UserError {
    switch self {
    case .jpeg, .png:
      UserError(
        .invalidInput, name, "is a still image, not a video",
        remedy: "convert it to a video: ffmpeg -loop 1 -i IN -t 1 -pix_fmt yuv420p OUT.mp4")
    case .gif:
      UserError(
        .invalidInput, name, "is a GIF, not a video",
        remedy: "convert it to a video: ffmpeg -i IN.gif -pix_fmt yuv420p OUT.mp4")
    }
  }
}

/// Reads the orientation of a JPEG image from its EXIF data (EXIF 2.3, sections 4.5 and 4.6.4). GStreamer
/// 1.22 parses them in `jpegparse` only, which is not part of this pipeline.
enum FrameOrientation {
  /// The orientation in a file's first bytes; nil where they are not JPEG or have no orientation tag.
  static func read(_ start: [UInt8]) -> Orientation? {
    guard start.starts(with: [0xFF, 0xD8, 0xFF]) else { return nil }
    var position = 2
    // Segments up to the first scan: a marker, then a length that includes the length field itself.
    while position + 4 <= start.count, start[position] == 0xFF, start[position + 1] != 0xDA {
      let end = position + 2 + (Int(start[position + 2]) << 8 | Int(start[position + 3]))
      let content = start[min(position + 4, start.count)..<min(max(position + 4, end), start.count)]
      if start[position + 1] == 0xE1, content.starts(with: Array("Exif\0\0".utf8)) {
        return orientation(inTIFF: Array(content.dropFirst(6)))
      }
      position = end
    }
    return nil
  }

  /// Looks up tag 0x0112 (Orientation) in the first image file directory.
  private static func orientation(inTIFF bytes: [UInt8]) -> Orientation? {
    let isLittleEndian = bytes.starts(with: Array("II".utf8))
    func number(at position: Int, count: Int) -> Int? {
      guard position >= 0, position + count <= bytes.count else { return nil }
      let digits = bytes[position..<position + count]
      return (isLittleEndian ? digits.reversed() : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, count: 4), let count = number(at: directory, count: 2) else {
      return nil
    }
    for entry in 0..<count {
      let position = directory + 2 + 12 * entry
      guard let tag = number(at: position, count: 2) else { return nil }
      if tag == 0x0112 { return number(at: position + 8, count: 2).flatMap(orientation) }
    }
    return nil
  }

  private static func orientation(_ value: Int) -> Orientation? {
    switch value {
    case 1: Orientation(quarterTurns: 0, isFlipped: false)
    case 2: Orientation(quarterTurns: 0, isFlipped: true)
    case 3: Orientation(quarterTurns: 2, isFlipped: false)
    case 4: Orientation(quarterTurns: 2, isFlipped: true)
    case 5: Orientation(quarterTurns: 3, isFlipped: true)
    case 6: Orientation(quarterTurns: 1, isFlipped: false)
    case 7: Orientation(quarterTurns: 1, isFlipped: true)
    case 8: Orientation(quarterTurns: 3, isFlipped: false)
    default: nil
    }
  }
}
