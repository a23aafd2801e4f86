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

  /// An arithmetic-coded JPEG of 45×37 (libjpeg-turbo's cjpeg).
  static let arithmetic = [UInt8](
    Data(base64Encoded: arithmeticText.filter { !$0.isWhitespace }) ?? Data())

  private static let arithmeticText = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSop
    GR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo
    KCj/yQARCAAlAC0DASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/ANljtRkt9L9ohzxAvV1p0vshnCIfD/8ATKDiyuKr
    UaC1ql9FuBLq7wUR7YSSHFeW/YIHy3q4peKOTY6pkpq7g6W+2i/0snJeHMtIB8IFo+AcqJFd1SjoA1ihA5t/X1oc9kx8wf8AAS3UKhdF
    uRFQH+exhf8A0q+Orupnfs9BgjSiwiQ7izVeszDyvIcLLfaI/GfNzwgfcd/qIj3QXTZNpQv8Vx+cNV1jdUcVCxdbeSuuR9p3xOQufunT
    k2BAg+PHyNeGzEPQudflbD1IPswfopQYdaUNyZtNZYv6nQ8Y0ZVn57nb0DWDj0nXMJVcAi5haVTjabdPnBE8wpECVgTt4964kF+myyWP
    iq/Tx15D3dB6FNNoQyeniXf2d5OWKjDUZ+gbNSt+IsaJccFqY7L785YJ+UetUGbeiKXo7AJgz8AqhR+z5+PjnWSeJzEnDg6/mV7ngwT4
    FBl4vnyJuilGTrHI3lPv1cNhwqeCQGRXthBr4vxHWU8trsiCOJ6ao31pNg+MbAgE6wgHs0v6q8OQuDmOl0MnLX2nLY/pVPTQ6/AHg6X+
    fg+Pe37aeLzAt/fq45mNrrSAZQC4zklbPiX5UVcsTNpoEWOW7CiiR8ShX222BMzXKhslfVwJP64ssIBBLXhADB80Kg84T4oQ1WOF+ikp
    /HapmB1BxnaXghrmy6tiY11BXNAmeTKmwhiKXZZvo+D2gw5+M4+N7O/o2c3kgm3Lp4B/sGlyT2i4TRty8wuSuTUmtDaUQmYNODnnblBa
    q/xVbqYIjd1i5QL33WZF1cqjKx99ZmyHylIbNjDLoYjl8tIyYDw/pp5xG6FJBb9jRJPQPU/+/Pl19h7gNNWGK98XxvIW52l7zotwQ/E5
    o/jwLcmsO9tLD9Z0CL/wfnMs1yDom11jhZFQBpv6bwJiGCIuU6s6c9fW/t4CRb03gF29qOsSNF1iyR83qY63oW3jq8UytLyxiUf4DafM
    XYBVRomqv4N8uwGzHqTsVA/j7sZ3efSpUDKIRtdNqli76V78HXlw8zSW32M88wDwHPqXoySUv3nDo0VPjndwJ8Qkfj/g8b4lVrKQqKY5
    1qwzBFHjopFjeD+ecIZbC/PV9kXY75GRH/I15GXnYoCxDaD7J3Y3KYBWDpMIeH8exN6K+zf7jCVbYcktOq3NzZHnSVfvjB7bqwin+xqG
    YltA3SSsOLe5pI6UeEeghL/hj3/1SVnF1PMXR8arPmT/2Q==
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
  static func frameHeader(_ jpeg: [UInt8]) -> Int? {
    segments(jpeg).first { [0xC0, 0xC1, 0xC2, 0xC9].contains(jpeg[$0 + 1]) }
  }

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
