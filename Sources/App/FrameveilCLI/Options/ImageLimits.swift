import Geometry

extension FrameLimits {
  static let photographMegapixels = 134.0
  /// For photographs: 134 megapixels, and the sides that a JPEG can have.
  static let photograph = photograph(megapixels: photographMegapixels)

  static func photograph(megapixels: Double) -> FrameLimits {
    FrameLimits(side: 65_535, pixels: Int(megapixels * 1e6))
  }
}
