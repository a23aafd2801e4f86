import Geometry
import Media
import Redaction

/// Redacts the masks of a frame. A frame without masks is passed on without a copy.
actor FrameRedactor {
  private let redactor: Redactor
  /// For what only a single colour hides.
  private let solid: Redactor
  private let pool: FramePool
  private let orientation: Orientation

  init(style: RedactionStyle, format: FrameFormat, orientation: Orientation) throws {
    redactor = try Redactor(
      style: style, colour: format.colour, orientation: orientation, pixelAspect: format.pixelAspect)
    solid = try Redactor(
      style: style.solid, colour: format.colour, orientation: orientation, pixelAspect: format.pixelAspect)
    pool = try FramePool(format: format)
    self.orientation = orientation
  }

  /// Returns the frame with `masks` (ratios of the displayed frame) redacted.
  func redact(_ masks: [MaskBox], in frame: Frame) throws -> Frame {
    let size = frame.format.size
    let coded = masks.enumerated().filter { index, mask in
      // A mask inside another one needs no redaction of its own; of equal masks the first is kept.
      !masks.enumerated().contains { $0 != index && $1.covers(mask) && ($0 < index || !mask.covers($1)) }
    }.map { $1.coded(orientation) }.filter { size.pixels(of: $0.box) != nil }
    guard !coded.isEmpty else { return frame }
    return try pool.copy(frame) { planes in
      // First, so that an effect that is computed from the surroundings of a face finds no text there.
      try solid.redact(coded.filter(\.isSolid), in: planes, size: size)
      try redactor.redact(coded.filter { !$0.isSolid }, in: planes, size: size)
    }
  }
}
