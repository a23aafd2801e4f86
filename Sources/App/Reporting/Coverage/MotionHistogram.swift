import Geometry

/// Histogram of the motion of a face between two samples, in face sizes.
struct MotionHistogram: Sendable {
  private var counts = [UInt32](repeating: 0, count: 16)
  private var newest: (box: Box, sample: Int)?

  /// The bin width; the last bin holds all faster motion.
  private static let step = 0.125
  /// The minimum number of motions for a median.
  private static let least = 4

  /// Adds the box at a sample; `sample` is its running number. Only consecutive samples make a motion.
  mutating func add(_ box: Box, sample: Int) {
    if let newest, newest.sample == sample - 1 {
      let horizontal = abs(box.centerX - newest.box.centerX) / max(1e-9, min(box.width, newest.box.width))
      let vertical = abs(box.centerY - newest.box.centerY) / max(1e-9, min(box.height, newest.box.height))
      let moved = max(horizontal, vertical) / Self.step
      counts[moved < Double(counts.count - 1) ? Int(moved) : counts.count - 1] += 1
    }
    newest = (box, sample)
  }

  /// The centre of the bin that holds the median; nil with fewer than ``least`` motions.
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
