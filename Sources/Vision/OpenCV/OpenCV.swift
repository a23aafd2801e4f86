public import COpenCV

/// An error in OpenCV, which only a bug in this program can cause.
public struct OpenCVError: Error, CustomStringConvertible {
  /// OpenCV's message.
  public let description: String

  public init(description: String) {
    self.description = description
  }
}

/// OpenCV functions that throw Swift errors.
public enum OpenCV {
  /// The version of the loaded library: `4.6.0`.
  public static var version: String { String(cString: fv_opencv_version()) }

  /// Resizes an image to the size of the target.
  public static func resize(
    _ source: fv_image, into target: fv_image, _ interpolation: fv_interpolation
  ) throws {
    try check { fv_resize(source, target, interpolation, $0) }
  }

  /// Blurs in place with replicated borders; standard deviations in pixels.
  public static func gaussianBlur(_ image: fv_image, sigmaX: Double, sigmaY: Double) throws {
    try check { fv_gaussian_blur(image, sigmaX, sigmaY, $0) }
  }

  /// Calls a shim function, which returns 0, or writes a message of at most 255 bytes.
  public static func check(_ call: (UnsafeMutablePointer<CChar>) -> Int32) throws {
    var message = [CChar](repeating: 0, count: 256)
    let status = message.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map(call) ?? -1
    }
    guard status != 0 else { return }
    throw OpenCVError(
      description: "OpenCV: "
        + String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }
}
