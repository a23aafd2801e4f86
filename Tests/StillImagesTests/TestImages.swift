import FoundationEssentials
import FrameveilTesting

/// Test images: created by ffmpeg, and modified byte by byte.
enum TestImages {
  /// An image of ffmpeg's test source.
  static func made(_ name: String, _ size: String, _ options: [String]) throws -> [UInt8] {
    let source = ["-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", "1"]
    return try bytes(of: ClipMaker.clip(name, source + options))
  }

  /// Images of one size in all PNG and JPEG variants that ffmpeg writes.
  static func ofAllKinds(_ size: String) throws -> [String: [UInt8]] {
    let folder = try TemporaryFolder()
    var words = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=\(size)"]
    let png = ["gray", "gray16be", "rgb24", "rgb48be", "rgba", "rgba64be", "ya8", "ya16be", "pal8", "monob"]
    for format in png {
      words += ["-frames:v", "1", "-pix_fmt", format, folder("\(format).png")]
      words += ["-frames:v", "1", "-pix_fmt", format, "-flags", "+ildct", folder("\(format)-interlaced.png")]
    }
    for format in ["yuvj420p", "yuvj422p", "yuvj444p", "gray"] {
      words += ["-frames:v", "1", "-pix_fmt", format, folder("\(format).jpg")]
    }
    try Program(words).runTool()
    return Dictionary(uniqueKeysWithValues: try folder.names.map { ($0, try bytes(of: folder($0))) })
  }

  /// A progressive JPEG of 40×30 (libjpeg's simple progression in ten scans), which ffmpeg cannot write.
  static let progressive = [UInt8](
    Data(base64Encoded: progressiveText.filter { !$0.isWhitespace }) ?? Data())

  private static let progressiveText = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7
    gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8
    fHx8fHx8fHz/wgARCAAeACgDASIAAhEBAxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAMEAgUB/8QAFwEBAAMAAAAAAAAAAAAAAAAA
    AwABAv/aAAwDAQACEAMQAAAB53TlsK0DEpLDwIEDpkXestuJEm9f/8QAHBAAAgIDAQEAAAAAAAAAAAAAAAECAxESISIy/9oACAEB
    AAEFAoLtZavMEQ4tcEO12dIZc3wVcWObgJbDjotxcLFmVfos+fk//8QAGxEAAwEAAwEAAAAAAAAAAAAAAAECERIhQUL/2gAIAQMB
    AT8BpcFpPUYZfyRlM9waR//EABoRAAIDAQEAAAAAAAAAAAAAAAABAhESMQP/2gAIAQIBAT8BcdmIqNGIvqPPhx0Zo//EACAQAAIB
    AwQDAAAAAAAAAAAAAAABEQIQEiExQVFhgZH/2gAIAQEABj8CsikTsoEvp42Roaswo27tnT6OCYG3wPogg//EAB4QAAMAAgIDAQAA
    AAAAAAAAAAABESExQWFRkcFx/9oACAEBAAE/IdAXCfBKnCZl7CdJRxqwz7g7GB4/wEPMFo+aDGSjTbFJPb8GwKuQqXTCg69TZRWI
    cQ2zGGBs+c30aYWqn//aAAwDAQACAAMAAAAQAi+YqD//xAAeEQABAwQDAAAAAAAAAAAAAAABACExEUFRgXGRsf/aAAgBAwEBPxB6
    zYJjgPDVZLcaREARREkCEN0gYja//8QAHREBAAICAgMAAAAAAAAAAAAAAQARITFBYXGBsf/aAAgBAgEBPxChcOQJcWWB5YnfnUdX
    Ab76lMDHofs//8QAIRABAAICAgEFAQAAAAAAAAAAAREhADFBUaFhcYGRsfD/2gAIAQEAAT8QX1InBF0smPY/MZMdSFjCRK0PsOaO
    khXrIREkKQ2ixjG10sKjVYYW0iqof68M4lDWZbnxWLdHCF+sctNAeVv7jE0GqgYVqrMIZpdTp/MYloJPJnBYlmhw9dZV5UW4Csho
    NSLMt7+sv5QT0DwfGVFCs6g68Z//2Q==
    """

  /// A PNG chunk with its checksum.
  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    number(content.count) + Array(type.utf8) + content + number(Int(checksum(Array(type.utf8) + content)))
  }

  /// A PNG with four bytes of image data, too few for most sizes.
  static func emptyPNG(width: Int, height: Int, depth: UInt8 = 8, colour: UInt8 = 2) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", number(width) + number(height) + [depth, colour, 0, 0, 0])
      // Four zero bytes, compressed by zlib.
      + chunk("IDAT", [0x78, 0x9C, 0x63, 0x60, 0x60, 0x60, 0x00, 0x00, 0x00, 0x04, 0x00, 0x01])
      + chunk("IEND", [])
  }

  /// The offset of a JPEG's frame header marker.
  static func frameHeader(_ jpeg: [UInt8]) -> Int? { segments(jpeg).first { 0xC0...0xC2 ~= jpeg[$0 + 1] } }

  /// The offset of the entropy-coded data of a JPEG's first scan.
  static func data(_ jpeg: [UInt8]) -> Int? {
    segments(jpeg).first { jpeg[$0 + 1] == 0xDA }.map { $0 + 2 + Int(jpeg[$0 + 2]) << 8 + Int(jpeg[$0 + 3]) }
  }

  /// The offsets of the segments up to and including the first scan header.
  private static func segments(_ jpeg: [UInt8]) -> [Int] {
    var (place, found) = (2, [Int]())
    while place + 3 < jpeg.count, jpeg[place] == 0xFF {
      found.append(place)
      guard jpeg[place + 1] != 0xDA else { break }
      place += 2 + Int(jpeg[place + 2]) << 8 + Int(jpeg[place + 3])
    }
    return found
  }

  /// Four big-endian bytes.
  static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

  /// CRC-32 (ISO/IEC 15948, annex D), bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value = UInt32.max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}
