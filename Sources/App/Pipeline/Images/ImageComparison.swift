import Core
public import Geometry
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
      guard try image.hasSamePixels(as: copy, frame: index) else {
        throw failure("the pixels of frame \(index + 1) differ")
      }
    }
  }

  private static func failure(_ what: String) -> UserError {
    UserError(.internalFailure, "the written image", "is not what was to be written: \(what)")
  }
}
