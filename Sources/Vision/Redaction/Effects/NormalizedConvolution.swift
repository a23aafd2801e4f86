import COpenCV
import OpenCV

/// Smooths cells that hold sums and counts: sums and counts are convolved with the same kernel, and their
/// quotient is the mean of what counts around a cell, weighted by distance.
///
/// H. Knutsson and C.-F. Westin, "Normalized and differential convolution" (CVPR 1993). The kernel is a sum of
/// Gaussians, each twice as wide as the one before, which are computed on a pyramid: so it reaches the middle of
/// the widest region, and has no edge that would be seen as a streak.
final class NormalizedConvolution {
  private var levels: [(cells: Scratch, smooth: Scratch)] = []
  /// The factor from a Gaussian's weight to that of the next: the kernel falls about as the fourth power of the
  /// distance.
  private static let falloff: Float = 0.25

  /// Convolves an image of `Float` values in place.
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation of the narrowest Gaussian, in cells.
  ///   - isWide: whether Gaussians up to the size of the image follow it.
  func smooth(_ image: fv_image, sigma: Double, isWide: Bool) throws {
    try smooth(image, sigma, isWide: isWide, level: 0)
  }

  private func smooth(_ image: fv_image, _ sigma: Double, isWide: Bool, level: Int) throws {
    let (width, height) = (Int(image.width), Int(image.height))
    guard isWide, max(width, height) > 2 else {
      return try OpenCV.gaussianBlur(image, sigmaX: sigma, sigmaY: sigma)
    }
    if levels.count == level { levels.append((Scratch(), Scratch())) }
    let channels = Int(image.channels)
    let half = levels[level].cells.image(width: (width + 1) / 2, height: (height + 1) / 2, channels: channels)
    try OpenCV.resize(image, into: half, FV_AREA)
    try smooth(half, sigma, isWide: true, level: level + 1)
    try OpenCV.gaussianBlur(image, sigmaX: sigma, sigmaY: sigma)
    let wide = levels[level].smooth.image(width: width, height: height, channels: channels)
    try OpenCV.resize(half, into: wide, FV_LINEAR)
    let (values, others) = (image.floats, wide.floats)
    for index in values.indices { values[index] += Self.falloff * others[index] }
  }
}
