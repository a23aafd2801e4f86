/// Counts the samples that the fragments of an MP4 hold, by track number (`tfhd` and `trun`, ISO/IEC 14496-12,
/// sections 8.8.7 and 8.8.8): what a reader must get if nothing is lost.
public struct FragmentTally: Equatable, Sendable {
  /// Samples by track number.
  public private(set) var samples: [UInt32: Int] = [:]
  /// The beginning of a box that has not arrived whole.
  private var pending: [UInt8] = []
  /// Where that box begins; the last number where it is none.
  private var boxStart: UInt64 = 0
  private var lastType: FourCC?
  /// Where the bytes that go by in order have come to.
  private var passed: UInt64 = 0

  /// Makes an empty count.
  public init() {}

  /// Counts a fragment whose `moof` has its payload at `range`.
  mutating func add(fragment range: Range<UInt64>, read: MovieIndex.Reader) {
    var budget = MovieLimits.boxesInFragment
    var boxes = BoxCursor(range)
    while let box = boxes.next(read, &budget) {
      guard box.type == "traf" else { continue }
      var track: UInt32 = 0
      var count = 0
      var inside = BoxCursor(box.payload)
      while let inner = inside.next(read, &budget) {
        let bytes = read(inner.payload.lowerBound, 8)
        if inner.type == "tfhd" { track = bytes.uint32(at: 4) ?? 0 }
        if inner.type == "trun" { count += Int(bytes.uint32(at: 4) ?? 0) }
      }
      guard samples[track] != nil || samples.count < MovieLimits.tracks else { continue }
      // Each fragment may claim some 2^48.
      let sum = samples[track, default: 0].addingReportingOverflow(count)
      samples[track] = sum.overflow ? .max : sum.partialValue
    }
  }

  /// Counts as a file goes by, from its first byte to its last, in pieces of any size.
  public mutating func follow(_ bytes: [UInt8]) {
    follow(bytes, at: passed)
    passed += UInt64(bytes.count)
  }

  /// The bytes of a file that are needed next: a box's header, or the rest of a fragment's. Nil when nothing
  /// more can be told.
  public var wanted: Range<UInt64>? {
    boxStart == .max ? nil : next..<next + UInt64(wantedBytes - pending.count)
  }

  /// The first byte that is needed. What lies before it was seen, or does not matter.
  private var next: UInt64 { boxStart + UInt64(pending.count) }

  /// Counts bytes that stand at an offset of the file, as far as they go on from what was seen.
  public mutating func follow(_ bytes: [UInt8], at offset: UInt64) {
    let end = offset + UInt64(bytes.count)
    while offset <= next, next < end {
      let taken = bytes.dropFirst(Int(next - offset)).prefix(wantedBytes - pending.count)
      pending += taken
      if pending.count >= wantedBytes { finishBox() }
    }
  }

  /// `truncated` where the box that was seen last reaches past the end of a file of so many bytes.
  public func truncation(fileSize: UInt64) -> MovieScan? {
    guard boxStart != .max else { return nil }
    let pendingBox = pending.count >= 16 ? header : nil
    let end = boxStart + (pendingBox?.whole.upperBound ?? 0)
    guard end > fileSize, let type = pendingBox?.type ?? lastType else { return nil }
    return .truncated(box: type.description, end: end, fileSize: fileSize)
  }

  /// How many bytes of the box at hand are needed: its header, and all of it when it is a fragment's.
  private var wantedBytes: Int {
    guard pending.count >= 16, let box = header, box.type == "moof",
      box.payload.count <= MovieLimits.heldFragment
    else { return 16 }
    return Int(box.whole.upperBound)
  }

  private var header: BoxHeader? {
    let held = pending
    return BoxHeader(at: 0, end: nil) { offset, count in Array(held.dropFirst(Int(offset)).prefix(count)) }
  }

  private mutating func finishBox() {
    guard let box = header, box.type != "moof" || box.payload.count <= MovieLimits.heldFragment else {
      // Not a box, or none that could be held: nothing that follows can be told.
      boxStart = .max
      pending = []
      return
    }
    if box.type == "moof", pending.count < Int(clamping: box.whole.upperBound) { return }
    if box.type == "moof" {
      let held = pending
      add(fragment: box.payload) { offset, count in Array(held.dropFirst(Int(offset)).prefix(count)) }
    }
    // A box shorter than what was held (8 to 15 bytes) gives the rest back.
    pending = Array(pending.dropFirst(Int(clamping: box.whole.upperBound)))
    boxStart += box.whole.upperBound
    lastType = box.type
  }
}
