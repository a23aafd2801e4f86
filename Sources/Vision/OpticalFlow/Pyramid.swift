import COpenCV
import Geometry

/// A failure inside OpenCV, which only a fault of this program can cause.
public struct OpticalFlowError: Error, CustomStringConvertible {
  /// OpenCV's own words.
  public let description: String
}

/// A picture at several sizes, each half the one before, with its gradients: what optical flow works on.
///
/// It is not changed once made, so it may be read from anywhere.
final class Pyramid: @unchecked Sendable {
  let width: Double
  let height: Double
  private let pointer: OpaquePointer

  init(_ picture: LumaFrame) throws {
    width = Double(picture.width)
    height = Double(picture.height)
    pointer = try picture.bytes.withUnsafeBytes { bytes in
      let image = fv_image(
        data: UnsafeMutableRawPointer(mutating: bytes.baseAddress), width: Int32(picture.width),
        height: Int32(picture.height), stride: picture.width, channels: 1, bytes_per_value: 1)
      return try Self.checked { fv_pyramid_make(image, Int32(Self.window), Int32(Self.levels), $0) }
    }
  }

  deinit { fv_pyramid_free(pointer) }

  /// Where points of this picture are in another; nil for those that were not found.
  ///
  /// - Parameters:
  ///   - guesses: where the search starts, one for each point.
  ///   - levels: how many halvings up it starts: motion is found up to about `window << levels` / 2 pixels.
  func follow(_ points: [Point], to next: Pyramid, guesses: [Point], levels: Int) throws -> [Point?] {
    var found = guesses
    var status = [UInt8](repeating: 0, count: points.count)
    let count = Int32(points.count)
    try points.withUnsafeBytes { from in
      try found.withUnsafeMutableBytes { to in
        try Self.checked { message in
          fv_follow_points(
            pointer, next.pointer, from.assumingMemoryBound(to: Float.self).baseAddress,
            to.assumingMemoryBound(to: Float.self).baseAddress, &status, count, Int32(Self.window),
            Int32(levels), message) == 0 ? () : nil
        }
      }
    }
    return zip(found, status).map { $1 == 1 ? $0 : nil }
  }

  private static func checked<Result>(_ call: (UnsafeMutablePointer<CChar>) -> Result?) throws -> Result {
    var message = [CChar](repeating: 0, count: 256)
    let result = message.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap(call) }
    if let result { return result }
    throw OpticalFlowError(
      description: "OpenCV: " + String(decoding: message.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
  }

  /// The side of the square in which each point's surroundings are compared, in pixels of a level.
  static let window = 11
  /// Halvings.
  static let levels = 4
}

/// A place in a picture, in pixels. Its layout is that of OpenCV's points.
typealias Point = SIMD2<Float>
