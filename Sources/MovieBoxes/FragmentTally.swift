/// Counts the samples that the fragments of an MP4 hold, by track number (`tfhd` and `trun`, ISO/IEC 14496-12,
/// sections 8.8.7 and 8.8.8): what a reader must get if nothing is lost.
public struct FragmentTally: Equatable, Sendable {
  /// Samples by track number.
  public private(set) var samples: [UInt32: Int] = [:]
  /// The beginning of a box that has not arrived whole.
  private var pending: [UInt8] = []
  /// Bytes up to the next box.
  private var toSkip: UInt64 = 0

  /// Makes an empty count.
  public init() {}

  /// Counts a fragment whose `moof` has its payload at `range`.
  mutating func add(fragment range: Range<UInt64>, read: MovieIndex.Reader) {
    BoxHeader.forEach(in: range, read: read) { box in
      guard box.type == "traf" else { return }
      var track: UInt32 = 0
      var count = 0
      BoxHeader.forEach(in: box.payload, read: read) { inner in
        let bytes = read(inner.payload.lowerBound, 8)
        if inner.type == "tfhd" { track = bytes.uint32(at: 4) ?? 0 }
        if inner.type == "trun" { count += Int(bytes.uint32(at: 4) ?? 0) }
      }
      samples[track, default: 0] += count
    }
  }

  /// Counts as a file goes by, from its first byte to its last, in pieces of any size.
  public mutating func follow(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let skipped = Int(min(toSkip, UInt64(rest.count)))
      toSkip -= UInt64(skipped)
      rest = rest.dropFirst(skipped)
      let wanted = wantedBytes
      let taken = rest.prefix(max(0, wanted - pending.count))
      pending += taken
      rest = rest.dropFirst(taken.count)
      if pending.count >= wanted, pending.count >= 16 { finishBox() }
    }
  }

  /// How many bytes of the box at hand are needed: its header, and all of it when it is a fragment's.
  private var wantedBytes: Int {
    guard pending.count >= 16, let box = header, box.type == "moof" else { return 16 }
    return Int(clamping: box.whole.upperBound)
  }

  private var header: BoxHeader? {
    let held = pending
    return BoxHeader(at: 0, end: nil) { offset, count in Array(held.dropFirst(Int(offset)).prefix(count)) }
  }

  private mutating func finishBox() {
    guard let box = header else {
      // Not a box: nothing that follows can be told.
      toSkip = .max
      pending = []
      return
    }
    if box.type == "moof", pending.count < Int(clamping: box.whole.upperBound) { return }
    if box.type == "moof" {
      let held = pending
      add(fragment: box.payload) { offset, count in Array(held.dropFirst(Int(offset)).prefix(count)) }
    }
    // A box shorter than what was held (8 to 15 bytes) gives the rest back.
    let excess = pending.count - Int(clamping: min(box.whole.upperBound, UInt64(pending.count)))
    toSkip = box.whole.upperBound - UInt64(pending.count - excess)
    let back = Array(pending.suffix(excess))
    pending = []
    if !back.isEmpty { follow(back) }
  }
}
