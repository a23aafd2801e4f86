import COpenCV

/// A failure inside OpenCV, which only a fault of this program can cause.
public struct RedactionError: Error, CustomStringConvertible {
  /// OpenCV's own words.
  public let description: String
}

/// OpenCV behind Swift's error handling.
public enum OpenCV {
  /// The version that runs: `4.6.0`.
  public static var version: String { String(cString: fv_opencv_version()) }

  static func resize(_ source: fv_image, into target: fv_image, _ interpolation: fv_interpolation) throws {
    try check { fv_resize(source, target, interpolation, $0) }
  }

  static func gaussianBlur(_ image: fv_image, sigmaX: Double, sigmaY: Double) throws {
    try check { fv_gaussian_blur(image, sigmaX, sigmaY, $0) }
  }

  private static func check(_ call: (UnsafeMutablePointer<CChar>) -> Int32) throws {
    var message = [CChar](repeating: 0, count: 256)
    let status = message.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map(call) ?? -1
    }
    guard status != 0 else { return }
    throw RedactionError(
      description: "OpenCV: " + String(decoding: message.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
  }
}
