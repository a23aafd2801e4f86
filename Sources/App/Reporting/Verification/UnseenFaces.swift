/// An estimate of the faces that no judge of a panel saw, from how often two judges saw the same ones.
///
/// Two judges are two samples of the faces on all frames, as in capture and recapture. It is a lower bound, because judges
/// miss the same faces: those that are small, dark or turned away. Finds that are no faces raise it.
///
/// Source: D. G. Chapman, "Some properties of the hypergeometric distribution with applications to zoological sample
/// censuses", 1951. Minimum of 7 recaptures: D. S. Robson, H. A. Regier, "Sample size in Petersen mark-recapture
/// experiments", Transactions of the American Fisheries Society 93, 1964.
public struct UnseenFaces: Sendable {
  /// Below this number of faces that both of two judges saw, there is no estimate.
  public static let minOverlap = 7

  /// The number of faces that each judge saw; a face counts once for each frame.
  public private(set) var counts: [Int]
  /// The number of faces that at least one judge saw.
  public private(set) var seen = 0
  /// The number that two judges saw, by their positions in the panel, the lower one first.
  private var both: [[Int]]

  /// An estimate by two judges.
  public struct Pair: Sendable, Hashable {
    public var first: Int
    public var second: Int
    /// The faces that both saw.
    public var both: Int
    /// The estimated number of faces that no judge of the panel saw.
    public var unseen: Double
  }

  public init(judges: Int) {
    counts = [Int](repeating: 0, count: judges)
    both = [[Int]](repeating: counts, count: judges)
  }

  /// Adds a face of one frame.
  ///
  /// - Parameter judges: the positions of the judges that see it.
  public mutating func add(seenBy judges: some Sequence<Int>) {
    let judges = judges.sorted()
    seen += 1
    for (index, judge) in judges.enumerated() {
      counts[judge] += 1
      for other in judges[(index + 1)...] { both[judge][other] += 1 }
    }
  }

  /// The estimates of all pairs that saw enough faces in common.
  public var pairs: [Pair] {
    counts.indices.flatMap { first in
      (first + 1..<counts.count).compactMap { second in
        let both = both[first][second]
        guard both >= Self.minOverlap else { return nil }
        let all = Double(counts[first] + 1) * Double(counts[second] + 1) / Double(both + 1) - 1
        return Pair(first: first, second: second, both: both, unseen: max(0, all - Double(seen)))
      }
    }
  }

  /// The largest estimate, since each is a lower bound; nil if no two judges saw enough faces in common.
  public var estimate: Pair? { pairs.max { $0.unseen < $1.unseen } }
}
