import Geometry
import Redaction

/// Redacts masks in the planes of a frame, each by its effect. Not thread-safe.
final class PlaneRedactor {
  private let redactor: Redactor
  /// For what only a single colour hides.
  private let solid: Redactor

  init(style: RedactionStyle, colour: Colorimetry, frames: FrameGeometry) throws {
    redactor = try Redactor(
      style: style, colour: colour, orientation: frames.orientation, pixelAspect: frames.pixelAspect)
    solid = try Redactor(
      style: style.solid, colour: colour, orientation: frames.orientation, pixelAspect: frames.pixelAspect)
  }

  /// The masks in ratios of the coded frame, without those outside the frame or inside another.
  ///
  /// - Parameter masks: in ratios of the displayed frame.
  static func coded(_ masks: [MaskBox], of frames: FrameGeometry) -> [MaskBox] {
    masks.enumerated().filter { index, mask in
      // Of equal masks the first is kept.
      !masks.enumerated().contains { $0 != index && $1.covers(mask) && ($0 < index || !mask.covers($1)) }
    }.map { $1.coded(frames.orientation) }.filter { frames.size.pixels(of: $0.box) != nil }
  }

  /// The parts of a frame, in pixels, that ``redact(_:in:size:)`` reads or changes.
  static func parts(of masks: [MaskBox], _ style: RedactionStyle, in size: FrameSize) -> [PixelRect] {
    style.solid.parts(of: masks.filter(\.isSolid), in: size)
      + style.parts(of: masks.filter { !$0.isSolid }, in: size)
  }

  /// - Parameter masks: in ratios of the coded frame.
  func redact(_ masks: [MaskBox], in planes: [MutablePlane], size: FrameSize) throws {
    // First, so that an effect that is computed from the surroundings of a face finds no text there.
    try solid.redact(masks.filter(\.isSolid), in: planes, size: size)
    try redactor.redact(masks.filter { !$0.isSolid }, in: planes, size: size)
  }
}
