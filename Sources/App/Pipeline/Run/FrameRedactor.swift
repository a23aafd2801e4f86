import Core
import Geometry
import Media
import Redaction

/// Redacts the masks of a frame. A frame without masks is passed on without a copy.
actor FrameRedactor {
  private let redactor: PlaneRedactor
  private let pool: FramePool
  private let geometry: FrameGeometry

  init(style: RedactionStyle, format: FrameFormat, orientation: Orientation) throws {
    geometry = FrameGeometry(
      size: format.size, orientation: orientation, pixelAspect: format.pixelAspect)
    redactor = try PlaneRedactor(style: style, colour: format.colour, frames: geometry)
    pool = try FramePool(format: format)
  }

  /// Returns the frame with `masks` (ratios of the displayed frame) redacted.
  func redact(_ masks: [MaskBox], in frame: Frame) throws -> RedactedFrame {
    let coded = PlaneRedactor.coded(masks, of: geometry)
    guard !coded.isEmpty else { return RedactedFrame(frame: frame, isChanged: false) }
    let hidden = try pool.copy(frame) { try redactor.redact(coded, in: $0, size: geometry.size) }
    return RedactedFrame(frame: hidden, isChanged: true)
  }
}

/// A frame after redaction.
struct RedactedFrame: Sendable {
  var frame: Frame
  /// Whether anything in it is hidden.
  var isChanged: Bool
}
