/// Which tracks look like one person: suggestions for a reviewer.
public struct AlikeTracks: Sendable {
  /// A track with the descriptor of its picture.
  public struct Candidate: Sendable {
    public var track: Int
    /// Of length 1.
    public var descriptor: [Float]
    /// When it is on screen, in seconds.
    public var shown: Range<Double>

    public init(track: Int, descriptor: [Float], shown: Range<Double>) {
      (self.track, self.descriptor, self.shown) = (track, descriptor, shown)
    }
  }

  /// Groups of two tracks or more, by number. No two of a group are on screen at once.
  public let groups: [[Int]]

  /// Joins the most similar pair first. A group gets another track if that looks like all of it.
  ///
  /// - Parameter limit: the least cosine of two descriptors of one person.
  public init(_ candidates: [Candidate], limit: Float) {
    let pairs = Self.pairs(candidates, limit)
    var groups = candidates.indices.map { Group($0, of: candidates.count) }
    for pair in pairs {
      groups[pair.one].joinable.insert(pair.other)
      groups[pair.other].joinable.insert(pair.one)
    }
    var group = Array(candidates.indices)
    for pair in pairs where group[pair.one] != group[pair.other] {
      let (into, from) = (group[pair.one], group[pair.other])
      guard groups[from].members.isSubset(of: groups[into].joinable) else { continue }
      groups[into].join(groups[from])
      for member in groups[from].members { group[member] = into }
    }
    self.groups = Set(group).map { groups[$0].members.map { candidates[$0].track }.sorted() }
      .filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// Candidates that were joined, by index.
  private struct Group {
    var members: BitSet
    /// Those that can join each of the members.
    var joinable: BitSet

    init(_ candidate: Int, of count: Int) {
      (members, joinable) = (BitSet(count), BitSet(count))
      members.insert(candidate)
    }

    mutating func join(_ other: Group) {
      members.formUnion(other.members)
      joinable.formIntersection(other.joinable)
    }
  }

  /// The pairs that look alike and are not on screen at once, the most similar first.
  private static func pairs(_ candidates: [Candidate], _ limit: Float) -> [(one: Int, other: Int)] {
    var pairs: [(one: Int, other: Int, cosine: Float)] = []
    for one in candidates.indices {
      for other in candidates.indices.dropFirst(one + 1) {
        let cosine = cosine(candidates[one], candidates[other])
        guard cosine >= limit, !candidates[one].shown.overlaps(candidates[other].shown) else { continue }
        pairs.append((one: one, other: other, cosine: cosine))
      }
    }
    return pairs.sorted { ($1.cosine, $0.one, $0.other) < ($0.cosine, $1.one, $1.other) }
      .map { ($0.one, $0.other) }
  }

  private static func cosine(_ one: Candidate, _ other: Candidate) -> Float {
    zip(one.descriptor, other.descriptor).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// Whole numbers below a limit. Thousands of candidates that all look alike give millions of pairs, so that sets with hashes
/// would take minutes.
private struct BitSet: Sendable, Sequence {
  private var words: [UInt64]

  init(_ limit: Int) { words = Array(repeating: 0, count: (limit + 63) / 64) }

  mutating func insert(_ number: Int) { words[number / 64] |= 1 << (number % 64) }

  mutating func formUnion(_ other: BitSet) {
    for place in words.indices { words[place] |= other.words[place] }
  }

  mutating func formIntersection(_ other: BitSet) {
    for place in words.indices { words[place] &= other.words[place] }
  }

  func isSubset(of other: BitSet) -> Bool {
    for place in words.indices where words[place] & ~other.words[place] != 0 { return false }
    return true
  }

  func makeIterator() -> some IteratorProtocol<Int> {
    words.enumerated().lazy.flatMap { place, word in
      (0..<64).lazy.filter { word & 1 << $0 != 0 }.map { 64 * place + $0 }
    }.makeIterator()
  }
}
