/// The interpretation of Y'CbCr values (ITU-T H.273, table 4).
public struct Colorimetry: Hashable, Sendable {
  /// The weight of red in luma: K_R.
  public var redWeight: Double
  /// The weight of blue in luma: K_B.
  public var blueWeight: Double
  /// Whether values use the full range 0...255 (in 8 bits), not 16...235 and 16...240.
  public var isFullRange: Bool
  /// Whether Cr is stored before Cb, as in YV12 and NV21.
  public var isCrFirst: Bool

  /// The default weights are those of ITU-R BT.709.
  public init(
    redWeight: Double = 0.2126, blueWeight: Double = 0.0722, isFullRange: Bool = false,
    isCrFirst: Bool = false
  ) {
    self.redWeight = redWeight
    self.blueWeight = blueWeight
    self.isFullRange = isFullRange
    self.isCrFirst = isCrFirst
  }
}
