import Geometry

/// Limits of the frames of an animation, or the pages of a document, taken together: a small file can state thousands of
/// large ones.
enum FrameBudget {
  /// - Throws: `StillImage.Refusal` for a frame beyond the limits, `ImageError` for too many frames.
  static func check(_ sizes: [FrameSize], within limits: FrameLimits) throws {
    guard sizes.count <= mostFrames else {
      throw ImageError("has \(sizes.count) frames; at most \(mostFrames) are processed", remedy: remedy)
    }
    var pixels = 0
    for size in sizes {
      try limits.check(size)
      pixels += size.width * size.height
    }
    guard pixels <= 16 * limits.pixels else {
      throw ImageError(
        "has \(pixels) pixels in \(sizes.count) frames; at most \(16 * limits.pixels) are processed",
        remedy: remedy)
    }
  }

  private static let mostFrames = 10_000
  private static let remedy = "split it, or convert it to a video"
}
