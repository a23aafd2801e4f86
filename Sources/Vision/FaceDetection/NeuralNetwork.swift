import Geometry
import OpenCV

/// A network with one input of fixed size, loaded by one of the runtimes (``InferenceRuntime``). It need not be
/// thread-safe.
protocol NeuralNetwork {
  /// Runs the network on an image of its input size, whose values become floats by its ``InputScaling``.
  ///
  /// - Returns: the named outputs, valid until the next run.
  func run(_ image: ColourFrame, outputs names: [String]) throws -> [NetworkOutput]
}

/// How bytes become the values that a network was trained with: `scale * byte + offset`.
struct InputScaling: Hashable, Sendable {
  var scale: Float
  var offset: Float

  static let none = InputScaling(scale: 1, offset: 0)
  /// From -1 to 1.
  static let symmetric = InputScaling(scale: 2 / 255, offset: -1)
}

/// An output of a network: `dimensions` of its `values`, row by row.
public struct NetworkOutput {
  public let values: UnsafePointer<Float>
  public let dimensions: [Int]

  public init(values: UnsafePointer<Float>, dimensions: [Int]) {
    (self.values, self.dimensions) = (values, dimensions)
  }
}
