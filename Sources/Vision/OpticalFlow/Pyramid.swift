import COpenCV
import Geometry

/// An error in OpenCV, which only a bug in this program can cause.
public struct OpticalFlowError: Error, CustomStringConvertible {
  /// OpenCV's message.
  public let description: String
}

/// An image pyramid with gradients, the input of the optical flow.
///
/// Unchecked: it owns the C++ object, which is immutable once made; `fv_follow_points` only reads both pyramids. So
/// threads may share it, and the last reference frees it.
final class Pyramid: @unchecked Sendable {
  let width: Double
  let height: Double
  private let pointer: OpaquePointer

  init(_ frame: LumaFrame) throws {
    width = Double(frame.width)
    height = Double(frame.height)
    pointer = try frame.bytes.withUnsafeBytes { bytes in
      let image = fv_image(
        data: UnsafeMutableRawPointer(mutating: bytes.baseAddress), width: Int32(frame.width),
        height: Int32(frame.height), stride: frame.width, channels: 1, bytes_per_value: 1)
      return try Self.checked { fv_pyramid_make(image, Int32(Self.window), Int32(Self.levels), $0) }
    }
  }

  deinit { fv_pyramid_free(pointer) }

  /// Follows points of this frame to another one; nil for those that were not found.
  ///
  /// - Parameters:
  ///   - guesses: the initial positions of the search, one for each point.
  ///   - levels: the pyramid level at which the search starts: displacements up to about `window << levels` /
  ///     2 pixels are found.
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

  /// The side of the search window, in pixels of a level.
  static let window = 11
  /// The number of levels above the full size.
  static let levels = 4
}

/// A position in a frame, in pixels. Its memory layout is that of OpenCV's points.
typealias Point = SIMD2<Float>
