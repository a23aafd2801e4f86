import Geometry

/// Boxes as a structure of arrays: 21 bytes per box, 8 more if any box has an identity, 4 more if any is
/// matched by name.
///
/// Numbers are stored as Float, the type of Rekognition's `BoundingBox` and `Confidence`: its responses lose
/// nothing, and rounding a Double moves an edge by less than 1/4000 pixel of a 4K frame.
struct BoxColumns: Sendable {
  private var lefts: [Float] = []
  private var tops: [Float] = []
  private var widths: [Float] = []
  private var heights: [Float] = []
  private var confidences: [Float] = []
  private var subjects: [Subject] = []
  /// Empty while no box has an identity; `noIdentity` for boxes without one.
  private var identities: [Int64] = []
  private static let noIdentity = Int64.min
  /// Empty while no box is matched.
  private var matches: [UInt32] = []

  var count: Int { lefts.count }
  /// The subject of the last box.
  var last: Subject? { subjects.last }

  mutating func append(_ box: DetectedBox) {
    if let identity = box.identity {
      if identities.isEmpty { identities = Array(repeating: Self.noIdentity, count: count) }
      identities.append(identity)
    } else if !identities.isEmpty {
      identities.append(Self.noIdentity)
    }
    if box.matches != 0, matches.isEmpty { matches = Array(repeating: 0, count: count) }
    if box.matches != 0 || !matches.isEmpty { matches.append(box.matches) }
    lefts.append(Float(box.box.left))
    tops.append(Float(box.box.top))
    widths.append(Float(box.box.width))
    heights.append(Float(box.box.height))
    confidences.append(Float(box.confidence))
    subjects.append(box.subject)
  }

  /// Reorders the boxes by `ranges`, which contain each of them once.
  mutating func reorder(by ranges: some Sequence<Range<Int>>) {
    // One column at a time, so that only one is in memory twice.
    func reorder<Value>(_ column: inout [Value]) {
      var result: [Value] = []
      result.reserveCapacity(column.count)
      for range in ranges { result += column[range] }
      column = result
    }
    reorder(&lefts)
    reorder(&tops)
    reorder(&widths)
    reorder(&heights)
    reorder(&confidences)
    reorder(&subjects)
    if !identities.isEmpty { reorder(&identities) }
    if !matches.isEmpty { reorder(&matches) }
  }

  /// Removes contradictory matches: a person cannot be in two places at the same time. `instants` are the
  /// boxes of each sample, and `exclusive` the matches to which this applies.
  mutating func removeContradicted(_ exclusive: UInt32, in instants: some Sequence<Range<Int>>) {
    guard !matches.isEmpty else { return }
    for range in instants {
      var (once, twice): (UInt32, UInt32) = (0, 0)
      for index in range {
        twice |= once & matches[index]
        once |= matches[index]
      }
      for index in range where twice & exclusive != 0 { matches[index] &= ~(twice & exclusive) }
    }
  }

  /// Sets the matches in `spreading` on all boxes of an identity, if one of them has them.
  mutating func spread(_ spreading: UInt32) {
    guard !matches.isEmpty, !identities.isEmpty else { return }
    var known: [Int64: UInt32] = [:]
    for (identity, match) in zip(identities, matches)
    where identity != Self.noIdentity && match & spreading != 0 {
      known[identity, default: 0] |= match & spreading
    }
    for index in matches.indices { matches[index] |= known[identities[index]] ?? 0 }
  }

  subscript(index: Int) -> DetectedBox {
    let identity = identities.isEmpty ? Self.noIdentity : identities[index]
    return DetectedBox(
      box: Box(
        left: Double(lefts[index]), top: Double(tops[index]), width: Double(widths[index]),
        height: Double(heights[index])),
      subject: subjects[index], confidence: Double(confidences[index]),
      identity: identity == Self.noIdentity ? nil : identity, matches: matches.isEmpty ? 0 : matches[index])
  }
}

extension DetectedBox {
  /// The box with the precision at which it is stored in columns.
  var inSinglePrecision: DetectedBox {
    DetectedBox(
      box: Box(
        left: Double(Float(box.left)), top: Double(Float(box.top)), width: Double(Float(box.width)),
        height: Double(Float(box.height))),
      subject: subject, confidence: Double(Float(confidence)), identity: identity)
  }
}
