import MovieBoxes

/// Reads ranges, and each byte only once as far as a demuxer lets it.
///
/// Some bytes are read again at once: a box's head and then the box; the rest of a block that did not hold a
/// frame whole. So the last range stays in memory. Others are read by `inspect` (a movie's heads and index),
/// then by type finders (the first 128 KiB, places in the middle and at the end), then by a demuxer: what was
/// read until all streams are known stays until the demuxer is far past it.
actor RangeMemory {
  private struct Piece {
    var start: UInt64
    var bytes: [UInt8]
    var end: UInt64 { start + UInt64(bytes.count) }
  }

  private let ranges: any ByteRanges
  private var kept: [Piece] = []
  private var isOpening = true
  private var last: Piece?
  private var patch: LengthPatch?
  /// The samples of the fragments that go by.
  private var tally: FragmentTally?

  init(_ ranges: any ByteRanges) {
    self.ranges = ranges
  }

  /// What is kept of all that is read until the streams are known, beside a movie's index.
  private static let openingBytes = 1 << 20

  /// Reads a range, and keeps it until it is given.
  func keep(_ range: Range<UInt64>) async throws -> [UInt8] {
    let bytes = try await read(range)
    keep(Piece(start: range.lowerBound, bytes: bytes))
    return bytes
  }

  private func keep(_ piece: Piece) {
    guard !kept.contains(where: { $0.start <= piece.start && piece.end <= $0.end }) else { return }
    kept.append(piece)
  }

  /// All streams are known: from now on the demuxer goes onward.
  func settle() { isOpening = false }

  /// Changes and counts what a movie's index asks for, from now on.
  func follow(_ index: MovieIndex?) {
    patch = LengthPatch(index)
    if index?.isFragmented == true { tally = FragmentTally() }
  }

  /// The bytes of a range for the demuxer.
  func give(_ range: Range<UInt64>) async throws -> [UInt8] {
    var bytes = try await read(range)
    let piece = Piece(start: range.lowerBound, bytes: bytes)
    last = piece
    // A demuxer goes to and fro between tracks that are stored a second apart.
    let passed = isOpening || piece.start < Self.openingBytes ? 0 : piece.start - UInt64(Self.openingBytes)
    kept.removeAll { held in
      (piece.start <= held.start && held.end <= piece.end) || held.end <= passed
    }
    let total = kept.reduce(bytes.count) { $0 + $1.bytes.count }
    if isOpening, total <= Self.openingBytes { keep(piece) }
    tally?.follow(bytes, at: range.lowerBound)
    if let patch { bytes.withUnsafeMutableBytes { patch.apply(to: $0, readAt: range.lowerBound) } }
    return bytes
  }

  /// What fragments hold, where there are some: those that the demuxer passed by are read now.
  func countedFragments() async throws -> FragmentTally? {
    while let wanted = tally?.wanted, wanted.lowerBound < ranges.size {
      let range = wanted.clamped(to: 0..<ranges.size)
      tally?.follow(try await read(range), at: range.lowerBound)
    }
    if let scan = tally?.truncation(fileSize: ranges.size) {
      try ContainerFacts.check(scan, name: ranges.name)
    }
    return tally
  }

  private func read(_ range: Range<UInt64>) async throws -> [UInt8] {
    let pieces = kept + [last].compactMap { $0 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      if let piece = pieces.first(where: { $0.start <= position && position < $0.end }) {
        let held = piece.bytes.dropFirst(Int(position - piece.start))
        bytes += held.prefix(Int(range.upperBound - position))
      } else {
        let end = pieces.map(\.start).filter { $0 > position }.min() ?? range.upperBound
        bytes += try await fetch(position..<min(end, range.upperBound))
      }
      position = range.lowerBound + UInt64(bytes.count)
    }
    return bytes
  }

  private func fetch(_ range: Range<UInt64>) async throws -> [UInt8] {
    let bytes = try await ranges.read(range.count, at: range.lowerBound)
    guard bytes.count == range.count else {
      throw MediaError(
        .inputOutput, ranges.name,
        "gave \(bytes.count) bytes from byte \(range.lowerBound), where there should be \(range.count)",
        remedy: "run again; it may have changed meanwhile")
    }
    return bytes
  }
}
