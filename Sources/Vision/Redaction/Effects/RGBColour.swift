import Geometry

/// A non-linear sRGB colour with components in 0...1.
public struct RGBColour: Hashable, Sendable {
  public var red: Double
  public var green: Double
  public var blue: Double

  public static let black = RGBColour(red: 0, green: 0, blue: 0)

  public init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// Y' in 0...1, Cb and Cr in -0.5...0.5 (ITU-T H.273, equations 38 to 40).
  func components(_ colour: Colorimetry) -> (luma: Double, blue: Double, red: Double) {
    let (red, green, blue) = (
      red * colour.referenceWhite, green * colour.referenceWhite, blue * colour.referenceWhite
    )
    let greenWeight = 1 - colour.redWeight - colour.blueWeight
    let luma = colour.redWeight * red + greenWeight * green + colour.blueWeight * blue
    return (luma, (blue - luma) / (2 * (1 - colour.blueWeight)), (red - luma) / (2 * (1 - colour.redWeight)))
  }

  /// The stored values of a plane's channels, not rounded.
  ///
  /// - Parameter index: the plane's number in the frame.
  func values(in layout: PlaneLayout, plane index: Int, _ colour: Colorimetry) -> [Double] {
    let (luma, blue, red) = components(colour)
    guard layout.role == .chroma else { return [layout.stored(luma)] }
    let chroma = colour.isCrFirst ? [red, blue] : [blue, red]
    return (layout.channels == 2 ? chroma : [chroma[index - 1]]).map(layout.stored)
  }
}
