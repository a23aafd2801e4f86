import Geometry
import OpenCV

/// How a network takes its input.
struct NetworkInput: Sendable {
  /// The size of the input in pixels.
  var size: FrameSize
  /// Whether the three values of a pixel are together (NHWC), or each colour is a plane (NCHW).
  var isInterleaved = false
  /// Whether blue comes first.
  var isBlueFirst = false
  /// A value is (byte - mean) / divisor.
  var mean: Float = 0
  var divisor: Float = 1

  /// Writes an image to the top left of the input; the rest is black.
  func write(_ image: ColourFrame, to values: UnsafeMutableBufferPointer<Float>) {
    precondition(image.size.width <= size.width && image.size.height <= size.height, "the image must fit")
    precondition(values.count == 3 * size.width * size.height, "three values for each pixel")
    let isFilling = image.size == size
    if !isFilling { values.update(repeating: -mean / divisor) }
    let (plane, imagePlane) = (size.width * size.height, image.size.width * image.size.height)
    for colour in 0..<3 {
      let channel = isBlueFirst ? 2 - colour : colour
      for y in 0..<image.size.height {
        let source = colour * imagePlane + y * image.size.width
        let row = y * size.width
        for x in 0..<image.size.width {
          let target = isInterleaved ? 3 * (row + x) + channel : channel * plane + row + x
          values[target] = (Float(image.bytes[source + x]) - mean) / divisor
        }
      }
    }
  }
}
