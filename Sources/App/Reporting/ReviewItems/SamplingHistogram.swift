import Geometry

/// The usual span between the instants that were looked at.
struct SamplingHistogram: Sendable {
  /// How many instants were looked at.
  private(set) var count = 0
  /// The last of them.
  private(set) var newest: MediaTime?
  private var spans: [MediaTime] = []
  private var next = 0

  /// Notes an instant; returns the span since the one before, if there was one.
  @discardableResult mutating func add(_ time: MediaTime) -> MediaTime? {
    defer { newest = time }
    count += 1
    guard let newest else { return nil }
    let span = time - newest
    if spans.count < Self.memory {
      spans.append(span)
    } else {
      spans[next] = span
      next = (next + 1) % Self.memory
    }
    return span
  }

  /// The median of the last spans, which holes do not move; nil before two instants.
  var interval: MediaTime? { spans.isEmpty ? nil : spans.sorted()[spans.count / 2] }

  private static let memory = 63
}
