import Geometry

/// How far a face moves from one sample to the next, in its own sizes, counted in a few classes.
struct MotionHistogram: Sendable {
  private var counts = [UInt32](repeating: 0, count: 16)
  private var newest: (box: Box, sample: Int)?

  /// What one class spans; the last one holds all that is faster.
  private static let step = 0.125
  /// The fewest movements that say something.
  private static let least = 4

  /// Notes where it is at the sample of a running number.
  mutating func add(_ box: Box, sample: Int) {
    if let newest, newest.sample == sample - 1 {
      let across = abs(box.centerX - newest.box.centerX) / max(1e-9, min(box.width, newest.box.width))
      let down = abs(box.centerY - newest.box.centerY) / max(1e-9, min(box.height, newest.box.height))
      let moved = max(across, down) / Self.step
      counts[moved < Double(counts.count - 1) ? Int(moved) : counts.count - 1] += 1
    }
    newest = (box, sample)
  }

  /// The middle of the class that holds the median.
  var median: Double? {
    let total = counts.reduce(0, +)
    guard total >= Self.least else { return nil }
    var passed: UInt32 = 0
    let index = counts.firstIndex {
      passed += $0
      return 2 * passed >= total
    }
    return (Double(index ?? 0) + 0.5) * Self.step
  }
}
