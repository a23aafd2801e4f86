public import Geometry

extension MappedFrame {
  /// The sharpness of a part of the frame in 8-bit values, exceeded in a third of it.
  ///
  /// The luma is reduced to at most 48 pixels along the longer side, so that the result does not depend on
  /// the size of a face and coding noise is averaged out. The detail of a pixel is the absolute value of the
  /// discrete Laplacian; the detail of each of 3 by 3 parts is the value that 60 % of its pixels exceed. A
  /// sharp face has 3 to 20, even if half of it is hidden. A blurred or flat one has less than 1, and a
  /// mosaic rarely more than 2: its edges are sharp but few.
  ///
  /// - Parameter rect: the part, as a rectangle inside the coded frame.
  /// - Returns: nil if the part is too small: fewer than 8 pixels along a side.
  public func sharpness(in rect: PixelRect) throws -> Double? {
    guard min(rect.width, rect.height) >= Detail.minSide else { return nil }
    let scale = min(1, Double(Detail.side) / Double(max(rect.width, rect.height)))
    let reduced = { (side: Int) in max(Detail.minSide, Int((Double(side) * scale).rounded())) }
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
  static let minSide = 8
  /// The parts along each side; this number of all parts must have a detail.
  static let parts = 3
  /// The share of a part that may be flat in an unredacted face.
  private static let flatShare = 0.4

  /// The parts of a side, without the outermost values.
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
