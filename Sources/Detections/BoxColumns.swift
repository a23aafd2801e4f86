import Geometry

/// Boxes in columns, 21 bytes each, or 29 where one has an identity.
///
/// The numbers are kept as Float, which is what Rekognition's `BoundingBox` and `Confidence` are: nothing of its
/// answers is lost, and a Double is moved by 1/30000 pixel of a 4K picture at most.
struct BoxColumns: Sendable {
  private var edges: [SIMD4<Float>] = []
  private var confidences: [Float] = []
  private var subjects: [Subject] = []
  /// Empty as long as no box has an identity; `noIdentity` for those that have none.
  private var identities: [Int64] = []
  private static let noIdentity = Int64.min

  var count: Int { edges.count }

  mutating func append(_ box: DetectedBox) {
    if let identity = box.identity {
      if identities.isEmpty { identities = Array(repeating: Self.noIdentity, count: count) }
      identities.append(identity)
    } else if !identities.isEmpty {
      identities.append(Self.noIdentity)
    }
    let (left, top) = (Float(box.box.left), Float(box.box.top))
    edges.append(SIMD4(left, top, Float(box.box.width), Float(box.box.height)))
    confidences.append(Float(box.confidence))
    subjects.append(box.subject)
  }

  /// Puts the boxes in the order of `ranges`, which name each of them once.
  mutating func reorder(by ranges: some Sequence<Range<Int>>) {
    // One column after the other, so that only one is in memory twice.
    func gathered<Value>(_ column: [Value]) -> [Value] {
      var result: [Value] = []
      result.reserveCapacity(column.count)
      for range in ranges { result += column[range] }
      return result
    }
    edges = gathered(edges)
    confidences = gathered(confidences)
    subjects = gathered(subjects)
    if !identities.isEmpty { identities = gathered(identities) }
  }

  subscript(index: Int) -> DetectedBox {
    let edge = edges[index]
    let identity = identities.isEmpty ? Self.noIdentity : identities[index]
    return DetectedBox(
      box: Box(left: Double(edge.x), top: Double(edge.y), width: Double(edge.z), height: Double(edge.w)),
      subject: subjects[index], confidence: Double(confidences[index]),
      identity: identity == Self.noIdentity ? nil : identity)
  }
}
