public import Geometry

extension MappedFrame {
  /// How much fine detail a part of the picture shows, in values of 8 bits: what a third of it has at least.
  ///
  /// The luma is reduced to at most 48 pixels along the longer side, so that a face has as much in any size and
  /// a coder's noise is averaged away. There the detail of a pixel is the absolute value of the discrete
  /// Laplacian, and that of each of 3 by 3 parts what 60 % of its pixels have more of. A sharp face has 3 to 20,
  /// also one of which half is hidden. A blurred or flat one has less than 1, and a mosaic seldom more than 2: its
  /// edges are sharp but few.
  ///
  /// - Parameter rect: the part as a rectangle of the coded picture, inside it.
  /// - Returns: nil where the part is too small to tell: fewer than 8 pixels along a side.
  public func fineDetail(in rect: PixelRect) throws -> Double? {
    guard min(rect.width, rect.height) >= Detail.leastSide else { return nil }
    let scale = min(1, Double(Detail.side) / Double(max(rect.width, rect.height)))
    let reduced = { (side: Int) in max(Detail.leastSide, Int((Double(side) * scale).rounded())) }
    let size = FrameSize(width: reduced(rect.width), height: reduced(rect.height))
    let values = try planes[0].reduced(rect, to: size).map(Int.init)
    let parts = Detail.spans(size.height).flatMap { rows in
      Detail.spans(size.width).map { Detail.ofPart(values, stride: size.width, rows: rows, columns: $0) }
    }
    return Double(parts.sorted()[parts.count - Detail.parts])
  }
}

private enum Detail {
  static let side = 48
  static let leastSide = 8
  /// Parts along each side; as many as that, of all, must have a detail.
  static let parts = 3
  /// So much of a part can be flat without any hiding.
  private static let flatShare = 0.4

  /// The parts of a side, without its outermost values.
  static func spans(_ side: Int) -> [Range<Int>] {
    (0..<parts).map { 1 + $0 * (side - 2) / parts..<1 + ($0 + 1) * (side - 2) / parts }
  }

  static func ofPart(_ values: [Int], stride: Int, rows: Range<Int>, columns: Range<Int>) -> Int {
    var details: [Int] = []
    for row in rows {
      for index in row * stride + columns.lowerBound..<row * stride + columns.upperBound {
        let around = values[index - 1] + values[index + 1] + values[index - stride] + values[index + stride]
        details.append(abs(4 * values[index] - around))
      }
    }
    details.sort()
    return details[Int(flatShare * Double(details.count - 1))]
  }
}
