import Geometry
import Glibc

/// A default box of a single shot detector: the network's box codes are relative to it.
///
/// Source: W. Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016; the numbers are those of TensorFlow's
/// `ssd_anchor_generator` for SSDLite-MobileNetV2 with six layers.
struct SSDAnchor: Hashable, Sendable {
  /// In ratios of the input.
  let box: Box

  /// The anchors of an input of 300x300 pixels in the order of the network's output: by layer, row, column and shape.
  static let all: [SSDAnchor] = layers.flatMap { layer in
    (0..<layer.cells).flatMap { row in
      (0..<layer.cells).flatMap { column in
        layer.shapes.map { shape in
          SSDAnchor(
            box: Box(
              centerX: (Double(column) + 0.5) / Double(layer.cells),
              centerY: (Double(row) + 0.5) / Double(layer.cells),
              width: shape.scale * shape.aspect.squareRoot(),
              height: shape.scale / shape.aspect.squareRoot()))
        }
      }
    }
  }

  /// The box of four codes: the centre's row and column, the height, the width.
  ///
  /// - Parameter codes: scaled by 10 for the centre and by 5 for the size.
  func decoded(_ codes: UnsafePointer<Float>) -> Box {
    let code = { (index: Int) in Double(codes[index]) }
    return Box(
      centerX: box.centerX + code(1) / 10 * box.width, centerY: box.centerY + code(0) / 10 * box.height,
      width: box.width * exp(code(3) / 5), height: box.height * exp(code(2) / 5))
  }

  /// `aspect`: width divided by height.
  private typealias Shape = (scale: Double, aspect: Double)

  private static let layers: [(cells: Int, shapes: [Shape])] = {
    let scales = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1]
    return [19, 10, 5, 3, 2, 1].enumerated().map { index, cells in
      let scale = scales[index]
      guard index > 0 else { return (cells, [(0.1, 1), (scale, 2), (scale, 0.5)]) }
      let shapes: [Shape] = [1, 2, 0.5, 3, 0.3333].map { (scale, $0) }
      return (cells, shapes + [((scale * scales[index + 1]).squareRoot(), 1)])
    }
  }()
}
