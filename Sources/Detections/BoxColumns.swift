import Geometry

/// Boxes in columns, 21 bytes each, or 29 where one has an identity.
///
/// The numbers are kept as Float, which is what Rekognition's `BoundingBox` and `Confidence` are: nothing of its
/// answers is lost, and a Double is moved by less than 1/4000 pixel of a 4K picture.
struct BoxColumns: Sendable {
  private var lefts: [Float] = []
  private var tops: [Float] = []
  private var widths: [Float] = []
  private var heights: [Float] = []
  private var confidences: [Float] = []
  private var subjects: [Subject] = []
  /// Empty as long as no box has an identity; `noIdentity` for those that have none.
  private var identities: [Int64] = []
  private static let noIdentity = Int64.min

  var count: Int { lefts.count }
  /// The subject of the newest box.
  var last: Subject? { subjects.last }

  mutating func append(_ box: DetectedBox) {
    if let identity = box.identity {
      if identities.isEmpty { identities = Array(repeating: Self.noIdentity, count: count) }
      identities.append(identity)
    } else if !identities.isEmpty {
      identities.append(Self.noIdentity)
    }
    lefts.append(Float(box.box.left))
    tops.append(Float(box.box.top))
    widths.append(Float(box.box.width))
    heights.append(Float(box.box.height))
    confidences.append(Float(box.confidence))
    subjects.append(box.subject)
  }

  /// Puts the boxes in the order of `ranges`, which name each of them once.
  mutating func reorder(by ranges: some Sequence<Range<Int>>) {
    // One column after the other, so that only one is in memory twice.
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
  }

  subscript(index: Int) -> DetectedBox {
    let identity = identities.isEmpty ? Self.noIdentity : identities[index]
    return DetectedBox(
      box: Box(
        left: Double(lefts[index]), top: Double(tops[index]), width: Double(widths[index]),
        height: Double(heights[index])),
      subject: subjects[index], confidence: Double(confidences[index]),
      identity: identity == Self.noIdentity ? nil : identity)
  }
}

extension DetectedBox {
  /// What is left of a box after it was kept in columns.
  var inSinglePrecision: DetectedBox {
    DetectedBox(
      box: Box(
        left: Double(Float(box.left)), top: Double(Float(box.top)), width: Double(Float(box.width)),
        height: Double(Float(box.height))),
      subject: subject, confidence: Double(Float(confidence)), identity: identity)
  }
}
