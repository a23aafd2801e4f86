import Geometry

/// Estimates the sampling interval: the median of the last ``memory`` intervals.
struct SamplingHistogram: Sendable {
  /// The number of samples.
  private(set) var count = 0
  /// The timestamp of the last sample.
  private(set) var newest: MediaTime?
  private var spans: [MediaTime] = []
  private var next = 0

  /// Adds a sample; returns the interval since the previous one, nil for the first.
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

  /// The median interval, which is robust against gaps; nil before the second sample.
  var interval: MediaTime? { spans.isEmpty ? nil : spans.sorted()[spans.count / 2] }

  private static let memory = 63
}
