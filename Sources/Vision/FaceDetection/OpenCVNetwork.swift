import COpenCV
import Geometry
import Glibc
import OpenCV

/// A network in OpenCV's DNN module.
///
/// OpenCV 4.6 returns wrong results if a network is run with a second input size, so each has one fixed size.
final class OpenCVNetwork: NeuralNetwork {
  private let net: OpaquePointer
  private let scaling: InputScaling

  init(onnx bytes: [UInt8], scaling: InputScaling = .none) throws {
    self.scaling = scaling
    var net: OpaquePointer?
    try OpenCV.check { message in
      bytes.withUnsafeBytes { fv_net_read_onnx($0.baseAddress, $0.count, &net, message) }
    }
    guard let net else { throw OpenCVError(description: "OpenCV: no network was returned") }
    self.net = net
  }

  deinit { fv_net_free(net) }

  func run(_ image: ColourFrame, outputs names: [String]) throws -> [NetworkOutput] {
    var results = [fv_tensor](repeating: fv_tensor(), count: names.count)
    let texts = names.map { strdup($0) }
    defer { for text in texts { free(text) } }
    try OpenCV.check { message in
      fv_net_run(
        net, image.bytes, 3, Int32(image.size.height), Int32(image.size.width), scaling.scale, scaling.offset,
        texts.map { UnsafePointer($0) },
        Int32(names.count), &results, message)
    }
    return results.map { result in
      let (count, depth, height, width) = result.dimensions
      return NetworkOutput(values: result.values, dimensions: [count, depth, height, width].map(Int.init))
    }
  }
}
