import Geometry
import OpenCV

/// A network with one input of fixed size, loaded by one of the runtimes (``InferenceRuntime``). It need not be
/// thread-safe.
protocol NeuralNetwork {
  /// Runs the network on an image of its input size, whose values become floats without scaling.
  ///
  /// - Returns: the named outputs, valid until the next run.
  func run(_ image: ColourFrame, outputs names: [String]) throws -> [NetworkOutput]
}

/// An output of a network: `dimensions` of its `values`, row by row.
public struct NetworkOutput {
  public let values: UnsafePointer<Float>
  public let dimensions: [Int]

  public init(values: UnsafePointer<Float>, dimensions: [Int]) {
    (self.values, self.dimensions) = (values, dimensions)
  }
}
