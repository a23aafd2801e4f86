import Geometry

/// A JPEG file parsed from marker to marker (ITU-T T.81, annex B), without decoding.
struct JPEGFile {
  /// The size from the frame header.
  let size: FrameSize
  /// The file up to the end of its first image. Phones and cameras append further data.
  let bytes: ArraySlice<UInt8>
  /// The coding process and the precision, from the frame header.
  let process: Process
  /// The application segments and comments, in order.
  let segments: [Segment]
  /// The scan headers, in order.
  let scans: [Scan]
  /// The restart intervals in MCUs, in order (section B.2.4.4).
  let restartIntervals: [Int]

  /// How an image is coded (table B.1).
  struct Process {
    /// The second byte of the frame header's marker.
    var marker: UInt8
    /// Bits per sample.
    var precision: Int
    /// The number of components.
    var components: Int
  }

  /// A marker segment without its length field.
  struct Segment {
    /// The second byte of the marker: 0xE0...0xEF for APP0 to APP15, 0xFE for a comment.
    var marker: UInt8
    var content: ArraySlice<UInt8>
  }

  /// A scan header (section B.2.3).
  struct Scan {
    /// The components of the scan, by their index in the frame header.
    var components: [Int]
    /// The first and the last coefficient of the band, in zigzag order.
    var (first, last): (Int, Int)
    /// The successive approximation bit positions, high and low.
    var (high, low): (Int, Int)
  }

  /// A progressive image needs about ten scans. A decoder passes over the whole image for each scan, however
  /// short.
  private static let mostScans = 100

  /// Returns nil when the file does not begin with a JPEG signature. Throws when its structure is invalid.
  init?(_ file: [UInt8]) throws(StillImage.Refusal) {
    guard file.starts(with: [0xFF, 0xD8, 0xFF]) else { return nil }
    var (place, read) = (2, Markers())
    while place + 1 < file.count, file[place] == 0xFF {
      let marker = file[place + 1]
      if marker == 0xFF {
        place += 1
        continue
      }
      if marker == 0xD9 {
        size = try read.end()
        (process, segments, scans) = (read.process, read.segments, read.scans)
        restartIntervals = read.restartIntervals
        bytes = file[..<(place + 2)]
        return
      }
      let segment = try Self.segment(file, at: place + 2)
      try read.take(marker, segment)
      place = marker == 0xDA ? Self.endOfScan(file, from: segment.endIndex) : segment.endIndex
    }
    throw .damaged
  }

  /// What the markers up to a place say of the image.
  private struct Markers {
    var frame: FrameSize?
    var process = Process(marker: 0, precision: 0, components: 0)
    var segments: [Segment] = []
    var scans: [Scan] = []
    var restartIntervals: [Int] = []
    /// The identifiers of the components.
    var identifiers: [UInt8] = []
    /// Components without a scan so far. Decoders fill a component without any scan with grey.
    var missing: Set<UInt8> = []

    mutating func take(_ marker: UInt8, _ segment: ArraySlice<UInt8>) throws(StillImage.Refusal) {
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard frame == nil, let size = JPEGFile.size(in: segment) else { throw .damaged }
        frame = size
        identifiers = stride(from: 6, to: segment.count, by: 3).map { segment[segment.startIndex + $0] }
        missing = Set(identifiers)
        process = Process(
          marker: marker, precision: Int(segment[segment.startIndex]), components: identifiers.count)
      case 0xDA:
        guard frame != nil, scans.count < JPEGFile.mostScans,
          let scan = JPEGFile.scan(in: segment, of: identifiers)
        else { throw .damaged }
        scans.append(scan)
        // A later scan of a progressive image refines a component and starts none.
        if scan.first == 0 { missing.subtract(scan.components.map { identifiers[$0] }) }
      case 0xDD where segment.count == 2:
        restartIntervals.append(Int(segment[segment.startIndex]) << 8 + Int(segment[segment.startIndex + 1]))
      case 0xE0...0xEF, 0xFE: segments.append(Segment(marker: marker, content: segment))
      // These markers have no segment, and occur only within entropy-coded data or at the start.
      case 0x00, 0x01, 0xD0...0xD8: throw .damaged
      default: break
      }
    }

    /// The size of the image, of which nothing may be missing.
    func end() throws(StillImage.Refusal) -> FrameSize {
      guard !scans.isEmpty, missing.isEmpty, let frame else { throw .damaged }
      return frame
    }
  }

  /// The content of a marker segment, without its length field.
  private static func segment(_ file: [UInt8], at place: Int) throws(StillImage.Refusal) -> ArraySlice<UInt8>
  {
    guard place + 1 < file.count else { throw .damaged }
    let length = Int(file[place]) << 8 + Int(file[place + 1])
    guard length >= 2, place + length <= file.count else { throw .damaged }
    return file[place + 2..<place + length]
  }

  /// The size in a frame header; nil where the header is invalid. A height of zero, to be defined by a later
  /// DNL marker, is not supported by the decoders in use.
  private static func size(in header: ArraySlice<UInt8>) -> FrameSize? {
    let header = Array(header)
    guard header.count >= 9, header.count == 6 + 3 * Int(header[5]) else { return nil }
    return FrameSize(
      width: Int(header[3]) << 8 + Int(header[4]), height: Int(header[1]) << 8 + Int(header[2]))
  }

  /// A scan header; nil where it is invalid.
  private static func scan(in header: ArraySlice<UInt8>, of identifiers: [UInt8]) -> Scan? {
    let header = header.map(Int.init)
    guard let count = header.first, count > 0, header.count == 4 + 2 * count else { return nil }
    let components = stride(from: 1, to: 1 + 2 * count, by: 2).compactMap {
      identifiers.map(Int.init).firstIndex(of: header[$0])
    }
    let (first, last, bits) = (header[1 + 2 * count], header[2 + 2 * count], header[3 + 2 * count])
    guard components.count == count else { return nil }
    return Scan(components: components, first: first, last: last, high: bits >> 4, low: bits & 15)
  }

  /// The end of entropy-coded data: a marker other than a stuffed byte, padding or a restart marker.
  private static func endOfScan(_ file: [UInt8], from start: Int) -> Int {
    var place = start
    while place + 1 < file.count {
      if file[place] == 0xFF, !(0xD0...0xD7).contains(file[place + 1]), ![0, 0xFF].contains(file[place + 1]) {
        return place
      }
      place += 1
    }
    return file.count
  }

  /// Whether the file is so long that it can have all blocks of the first component. A Huffman-coded sequential scan has two
  /// bits for each at least: one for its first coefficient, one for its end. Of other processes nothing is known.
  var canBeComplete: Bool {
    guard [0xC0, 0xC1].contains(process.marker) else { return true }
    let blocks = ((size.width + 7) / 8) * ((size.height + 7) / 8)
    return bytes.count >= blocks / 4
  }
}
