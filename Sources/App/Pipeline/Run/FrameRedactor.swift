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
  ///
  /// - Parameter frame: changed in place if nothing else refers to it.
  func redact(_ masks: [MaskBox], in frame: consuming Frame) throws -> RedactedFrame {
    let coded = PlaneRedactor.coded(masks, of: geometry)
    guard !coded.isEmpty else { return RedactedFrame(frame: frame, isChanged: false) }
    guard !frame.isSkipped else {
      throw UserError(
        .internalFailure, "frame at \(frame.time)", "is to be redacted, but was not decoded",
        remedy: "pass --untouched encode")
    }
    let hidden = try pool.changed(frame) { try redactor.redact(coded, in: $0, size: geometry.size) }
    return RedactedFrame(frame: hidden, isChanged: true)
  }
}

/// A frame after redaction.
struct RedactedFrame: Sendable {
  var frame: Frame
  /// Whether anything in it is hidden.
  var isChanged: Bool
}
