import Geometry
import Media

/// A frame reduced to 96 x 54 luma values, for the detection of scene cuts.
struct SceneSignature: Sendable {
  /// Row by row, with a border of ``reach`` values that repeats the outermost ones.
  private let luma: [UInt8]

  private static let size = (across: 96, down: 54)
  private static let block = (across: 12, down: 9)
  /// The longest motion between two frames that is searched, about a thirtieth of the width.
  private static let reach = 3
  private static let stride = size.across + 2 * reach
  /// Each value is the mean of this number of points squared.
  private static let points = 4

  init(of frame: MappedFrame) {
    let sums =
      frame.planes[0].layout.bytesPerValue == 1
      ? Self.sums(frame.planes[0], frame.size, of: UInt8.self)
      : Self.sums(frame.planes[0], frame.size, of: UInt16.self)
    self.init(means: sums.map { UInt8($0 / (Self.points * Self.points)) })
  }

  /// The sums of the points of each value, row by row.
  private static func sums<Value: FixedWidthInteger>(
    _ plane: Plane, _ size: FrameSize, of _: Value.Type
  ) -> [Int] {
    let shift = plane.layout.shift + plane.layout.depth - 8
    let rows = Self.places(size.height, Self.size.down)
    let columns = Self.places(size.width, Self.size.across)
    return Swift.stride(from: 0, to: rows.count, by: points).flatMap { row in
      let lines = rows[row..<row + points].map {
        (plane.base + $0 * plane.stride).assumingMemoryBound(to: Value.self)
      }
      return Swift.stride(from: 0, to: columns.count, by: points).map { column in
        var sum = 0
        for line in lines {
          for place in column..<column + points {
            sum &+= min(255, Int(truncatingIfNeeded: Value(littleEndian: line[columns[place]]) >> shift))
          }
        }
        return sum
      }
    }
  }

  /// The rows or columns of a frame at which the points of `count` values lie.
  private static func places(_ side: Int, _ count: Int) -> [Int] {
    let all = count * points
    return (0..<all).map { (2 * $0 + 1) * side / (2 * all) }
  }

  /// `means` are 96 x 54 luma values, row by row.
  init(means: [UInt8]) {
    let rows = -Self.reach..<Self.size.down + Self.reach
    luma = rows.flatMap { row in
      (-Self.reach..<Self.size.across + Self.reach).map { column in
        let (x, y) = (min(max(0, column), Self.size.across - 1), min(max(0, row), Self.size.down - 1))
        return means[y * Self.size.across + x]
      }
    }
  }

  /// The share of a frame that is nowhere near in this one: the mean over blocks of one minus the highest normalised
  /// cross-correlation with the blocks around the same place, weighted by contrast. 0 for the same scene, around 0.6 for
  /// another one, 1 if one of the frames is uniform; independent of brightness and contrast. 0 if both are uniform.
  ///
  /// Block matching after B. Shahraray, "Scene change detection and content-based sampling of video sequences", 1995.
  func mismatch(to other: SceneSignature) -> Double {
    // Most frames match without a search, which can only find more.
    let still = mismatch(to: other, reach: 0)
    return still <= Self.similar ? still : mismatch(to: other, reach: Self.reach)
  }

  private func mismatch(to other: SceneSignature, reach: Int) -> Double {
    var (missing, weights, blocks) = (0.0, 0.0, 0.0)
    luma.withUnsafeBufferPointer { here in
      other.luma.withUnsafeBufferPointer { there in
        for y in Swift.stride(from: 0, to: Self.size.down, by: Self.block.down) {
          for x in Swift.stride(from: 0, to: Self.size.across, by: Self.block.across) {
            let start = (y + Self.reach) * Self.stride + x + Self.reach
            let match = Self.match(here, there, at: start, reach: reach)
            let weight = min(match.contrast, Self.fullContrast)
            missing += weight * (1 - match.correlation)
            weights += weight
            blocks += 1
          }
        }
      }
    }
    return weights > Self.minContrast * blocks ? missing / weights : 0
  }

  /// The highest correlation of a block of the second frame with blocks of the first, and the larger contrast of both.
  private static func match(
    _ here: UnsafeBufferPointer<UInt8>, _ there: UnsafeBufferPointer<UInt8>, at start: Int, reach: Int
  ) -> (correlation: Double, contrast: Double) {
    var (correlation, contrast) = (0.0, 0.0)
    for down in -reach...reach {
      for across in -reach...reach {
        let sums = BlockSums(here, at: start + down * stride + across, there, at: start)
        correlation = max(correlation, sums.correlation)
        if down == 0, across == 0 { contrast = sums.contrast }
      }
    }
    return (correlation, contrast)
  }

  /// The sums over two blocks, of which their correlation follows.
  private struct BlockSums {
    private var (a, b, aa, bb, ab): (Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0)

    init(
      _ first: UnsafeBufferPointer<UInt8>, at here: Int, _ second: UnsafeBufferPointer<UInt8>, at there: Int
    ) {
      for row in 0..<block.down {
        for column in 0..<block.across {
          let x = Int32(first[here + row * stride + column])
          let y = Int32(second[there + row * stride + column])
          a &+= x
          b &+= y
          aa &+= x &* x
          bb &+= y &* y
          ab &+= x &* y
        }
      }
    }

    private var count: Double { Double(block.across * block.down) }
    private var varianceA: Double { Double(aa) / count - Double(a) * Double(a) / (count * count) }
    private var varianceB: Double { Double(bb) / count - Double(b) * Double(b) / (count * count) }

    /// The standard deviation of the luma values.
    var contrast: Double { max(0, varianceA, varianceB).squareRoot() }

    var correlation: Double {
      let covariance = Double(ab) / count - Double(a) * Double(b) / (count * count)
      // What is below the noise counts as equal.
      let noise = SceneSignature.noise * SceneSignature.noise
      return (covariance + noise) / ((varianceA + noise) * (varianceB + noise)).squareRoot()
    }
  }

  /// How far the signature half way between two others is a mixture of both.
  ///
  /// - Returns: the share of the first one, and the distance of this signature from the mixture in ratios of the
  ///   distance of both; nil if these hardly differ.
  func mixture(of first: SceneSignature, _ second: SceneSignature) -> (share: Double, residual: Double)? {
    var (dd, md, mm) = (0.0, 0.0, 0.0)
    for index in luma.indices {
      let difference = Double(first.luma[index]) - Double(second.luma[index])
      let own = Double(luma[index]) - Double(second.luma[index])
      dd += difference * difference
      md += own * difference
      mm += own * own
    }
    guard dd > Self.minDifference * Self.minDifference * Double(luma.count) else { return nil }
    return (md / dd, max(0, mm - md * md / dd).squareRoot() / dd.squareRoot())
  }

  /// Coding noise of a mean, in 8-bit luma values.
  private static let noise = 1.0
  /// The contrast from which blocks count equally.
  private static let fullContrast = 8.0
  /// The mean contrast of a frame that shows anything.
  private static let minContrast = 1.0
  /// A mismatch without motion search up to which two frames are of one scene.
  private static let similar = 0.25
  /// The root mean square difference of two frames between which mixtures can be told.
  private static let minDifference = 4.0
}
