/// The layout of an input, as read from its top-level boxes.
public enum MovieScan: Equatable, Sendable {
  /// Not an MP4 or QuickTime file.
  case notAMovie
  /// The index (`moov`) precedes the media data: the input can be read sequentially.
  case indexFirst(MovieIndex)
  /// The index follows the media data: reading requires a seekable source.
  case indexLast(MovieIndex?)
  /// A box reaches past the end of the file.
  case truncated(box: String, end: UInt64, fileSize: UInt64)
  /// The file ends without an index.
  case noIndex
  /// The first bytes do not suffice; this many bytes from the start are needed.
  case needsMore(UInt64)

  /// The largest index, in bytes, that is accepted where it must be buffered in memory (pipes and byte
  /// ranges).
  public static let largestIndexInMemory: UInt64 = 64 << 20

  /// Scans the top-level boxes of a file of known size (ISO/IEC 14496-12, section 4.2).
  public static func file(size: UInt64, read: MovieIndex.Reader) -> MovieScan {
    var walk = MovieWalk(size: size, passesFragments: true)
    while walk.wanted != nil { walk.step(read) }
    return walk.scan ?? .noIndex
  }

  /// Scans the first bytes of a pipe; `isComplete` states that nothing follows them.
  public static func prefix(_ bytes: [UInt8], isComplete: Bool) -> MovieScan {
    let read: MovieIndex.Reader = { offset, count in
      guard let start = Int(exactly: offset), start < bytes.count else { return [] }
      return Array(bytes[start..<min(bytes.count, start + count)])
    }
    let available = UInt64(bytes.count)
    guard available >= 16 || isComplete else { return .needsMore(16) }
    guard let first = BoxHeader(at: 0, end: nil, read: read), first.opensAMovie else { return .notAMovie }
    var box = first
    for _ in 0..<MovieLimits.leadingBoxes {
      switch box.type {
      case "mdat": return .indexLast(nil)
      case "moov" where box.whole.upperBound <= available:
        return .indexFirst(MovieIndex(range: box.payload, read: read))
      default: break
      }
      let needed = box.type == "moov" ? box.whole.upperBound : box.whole.upperBound + 16
      if box.whole.upperBound > available, isComplete {
        return .truncated(box: box.type.description, end: box.whole.upperBound, fileSize: available)
      }
      if needed > available { return isComplete ? .noIndex : .needsMore(needed) }
      guard let next = BoxHeader(at: box.whole.upperBound, end: nil, read: read) else { return .noIndex }
      box = next
    }
    return .noIndex
  }
}

extension BoxHeader {
  /// Whether a movie may begin with this box. Old QuickTime files have no `ftyp`.
  var opensAMovie: Bool {
    ["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp"].contains(type)
  }
}

/// Upper limits of what is parsed. A crafted file could otherwise cost any amount of time and memory; no real
/// recording exceeds them.
enum MovieLimits {
  /// Boxes before the index. Recordings have about five; each may cost a range request.
  static let leadingBoxes = 10_000
  /// Boxes within an index, at all depths. A track has about twenty.
  static let indexBoxes = 50_000
  /// Tracks in an index.
  static let tracks = 1000
  /// Top-level boxes after the index: three for each frame, at 60 frames per second, for one day.
  static let fragmentBoxes = 1 << 24
}
