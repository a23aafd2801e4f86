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
    var groups = candidates.map { [$0] }
    var group = Array(candidates.indices)
    for (one, other) in Self.pairs(candidates, limit) where group[one] != group[other] {
      let (into, from) = (group[one], group[other])
      let canJoin = groups[into].allSatisfy { member in
        groups[from].allSatisfy {
          !$0.shown.overlaps(member.shown) && Self.cosine($0, member) >= limit
        }
      }
      guard canJoin else { continue }
      groups[into] += groups[from]
      groups[from] = []
      for index in group.indices where group[index] == from { group[index] = into }
    }
    self.groups = groups.filter { $0.count > 1 }.map { $0.map(\.track).sorted() }
      .sorted { $0[0] < $1[0] }
  }

  /// The pairs that look alike, the most similar first.
  private static func pairs(_ candidates: [Candidate], _ limit: Float) -> [(Int, Int)] {
    var pairs: [(one: Int, other: Int, cosine: Float)] = []
    for one in candidates.indices {
      for other in candidates.indices.dropFirst(one + 1) {
        let cosine = cosine(candidates[one], candidates[other])
        if cosine >= limit { pairs.append((one: one, other: other, cosine: cosine)) }
      }
    }
    return pairs.sorted { ($1.cosine, $0.one, $0.other) < ($0.cosine, $1.one, $1.other) }
      .map { ($0.one, $0.other) }
  }

  private static func cosine(_ one: Candidate, _ other: Candidate) -> Float {
    zip(one.descriptor, other.descriptor).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
