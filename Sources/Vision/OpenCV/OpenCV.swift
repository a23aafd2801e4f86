public import COpenCV

/// A failure inside OpenCV, which only a fault of this program can cause.
public struct OpenCVError: Error, CustomStringConvertible {
  /// OpenCV's own words.
  public let description: String

  /// Makes an error of what was found.
  public init(description: String) {
    self.description = description
  }
}

/// OpenCV behind Swift's error handling.
public enum OpenCV {
  /// The version that runs: `4.6.0`.
  public static var version: String { String(cString: fv_opencv_version()) }

  /// Resizes into memory of the wanted size.
  public static func resize(
    _ source: fv_image, into target: fv_image, _ interpolation: fv_interpolation
  ) throws {
    try check { fv_resize(source, target, interpolation, $0) }
  }

  /// Blurs in place, borders replicated; standard deviations in pixels.
  public static func gaussianBlur(_ image: fv_image, sigmaX: Double, sigmaY: Double) throws {
    try check { fv_gaussian_blur(image, sigmaX, sigmaY, $0) }
  }

  /// Makes a call of a shim that returns 0, or leaves a message of at most 255 bytes.
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
