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
  /// - Parameters:
  ///   - frame: changed in place if nothing else refers to it.
  ///   - isDeferred: leave the redaction to the writer, which may find it in an earlier output.
  func redact(_ masks: [MaskBox], in frame: consuming Frame, isDeferred: Bool) throws -> RedactedFrame {
    let coded = PlaneRedactor.coded(masks, of: geometry)
    guard !coded.isEmpty else { return RedactedFrame(frame: frame, change: nil) }
    let change = FrameChange(identity: MaskBox.identity(of: coded), isMade: !isDeferred) { [self] frame in
      try await hide(coded, in: frame)
    }
    return RedactedFrame(frame: isDeferred ? frame : try hide(coded, in: frame), change: change)
  }

  private func hide(_ coded: [MaskBox], in frame: consuming Frame) throws -> Frame {
    try pool.changed(frame) { try redactor.redact(coded, in: $0, size: geometry.size) }
  }
}

/// A frame and its redaction.
struct RedactedFrame: Sendable {
  var frame: Frame
  /// What is hidden in it; nil if nothing is.
  var change: FrameChange?
}

extension MaskBox {
  /// Bytes that are equal for masks that hide the same, in the same order, if the style is the same.
  fileprivate static func identity(of masks: [MaskBox]) -> [UInt8] {
    // Which boxes are of one face matters, not the number of the face.
    var faces: [Int] = []
    var bytes: [UInt8] = []
    for mask in masks {
      if let face = mask.face, !faces.contains(face) { faces.append(face) }
      let place = mask.face.flatMap { faces.firstIndex(of: $0) }
      let (box, radii) = (mask.box, mask.cornerRadii)
      for number in [box.left, box.top, box.width, box.height, radii.x, radii.y] {
        withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes += $0 }
      }
      withUnsafeBytes(of: Int64(place ?? -1).bigEndian) { bytes += $0 }
      bytes.append(mask.isSolid ? 1 : 0)
    }
    return bytes
  }
}
