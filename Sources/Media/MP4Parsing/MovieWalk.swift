/// Reads a file's top-level boxes (ISO/IEC 14496-12, section 4.2). A state machine without I/O: it states which
/// bytes it needs next, so that the caller may read them asynchronously.
public struct MovieWalk: Sendable {
  private let size: UInt64
  private let passesFragments: Bool
  private var offset: UInt64 = 0
  private var boxesLeft = MovieLimits.leadingBoxes
  /// The header of the index, while its content is awaited.
  private var indexBox: BoxHeader?
  private var index: MovieIndex?
  private var indexIsLast = false
  private var sawMedia = false

  /// The result; nil while more bytes are needed.
  public private(set) var scan: MovieScan?

  /// - Parameter passesFragments: continue past the fragments (`moof`) that follow an index. Without it the
  ///   scan ends at the first one, since visiting the others means seeking through nearly the whole file.
  public init(size: UInt64, passesFragments: Bool) {
    self.size = size
    self.passesFragments = passesFragments
  }

  /// The bytes that are needed next: a box header, or the whole index.
  public var wanted: Range<UInt64>? {
    guard scan == nil else { return nil }
    return indexBox?.whole ?? offset..<min(offset + 16, size)
  }

  /// Performs one step; `read` is called for bytes within `wanted` only.
  public mutating func step(_ read: MovieIndex.Reader) {
    if let box = indexBox {
      index = MovieIndex(range: box.payload, read: read)
      indexIsLast = sawMedia
      boxesLeft = MovieLimits.fragmentBoxes
      indexBox = nil
      return pass(box)
    }
    let header = BoxHeader(at: offset, end: size, read: read)
    if offset == 0, header?.opensAMovie != true { return scan = .notAMovie }
    guard let box = header else { return conclude() }
    guard box.whole.upperBound <= size else {
      return scan = .truncated(box: box.type.description, end: box.whole.upperBound, fileSize: size)
    }
    switch box.type {
    case "moov" where index == nil: return indexBox = box
    case "moof" where index?.isFragmented == true && !passesFragments: return conclude()
    default: break
    }
    if box.type == "mdat" || box.type == "moof" { sawMedia = true }
    pass(box)
  }

  private mutating func pass(_ box: BoxHeader) {
    offset = box.whole.upperBound
    boxesLeft -= 1
    if boxesLeft == 0 || size - offset < 8 { conclude() }
  }

  private mutating func conclude() {
    guard let index else { return scan = .noIndex }
    scan = indexIsLast ? .indexLast(index) : .indexFirst(index)
  }
}
