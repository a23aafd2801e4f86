import Core
public import Geometry
import Glibc
public import StillImages

/// The comparison of a written image with the one it was made from, before it is published.
public enum ImageComparison {
  /// Reads the written bytes again: every frame must have the size, the time and the pixels of the redacted image, and the
  /// same orientation.
  ///
  /// - Throws: `UserError` if something differs.
  public static func check(
    _ written: [UInt8], against image: any EditableImage, within limits: FrameLimits
  ) throws {
    let copy = try EditableImages.open(written, keeping: .all, within: limits)
    guard copy.frames == image.frames else { throw failure("its frames differ") }
    guard copy.orientation == image.orientation else { throw failure("its orientation differs") }
    for index in image.frames.indices {
      try Task.checkCancellation()
      let isSame = try image.read(frame: index) { frame in
        try copy.read(frame: index) { frame.hasSamePixels(as: $0) }
      }
      guard isSame else { throw failure("the pixels of frame \(index + 1) differ") }
    }
  }

  private static func failure(_ what: String) -> UserError {
    UserError(.internalFailure, "the written image", "is not what was to be written: \(what)")
  }
}

extension MappedFrame {
  /// Whether all planes have the same values inside the frame.
  fileprivate func hasSamePixels(as other: MappedFrame) -> Bool {
    guard planes.count == other.planes.count else { return false }
    return zip(planes, other.planes).allSatisfy { own, other in
      guard own.layout == other.layout else { return false }
      let part = own.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      let count = part.width * own.layout.channels * own.layout.bytesPerValue
      return (0..<part.height).allSatisfy {
        memcmp(own.base + $0 * own.stride, other.base + $0 * other.stride, count) == 0
      }
    }
  }
}
