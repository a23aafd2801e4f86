import Core
import Geometry
import Media
import Redaction

/// Redacts the boxes of a frame. A frame without boxes is passed on without a copy.
actor FrameRedactor {
  private let redactor: Redactor
  private let pool: FramePool
  private let orientation: Orientation

  init(style: RedactionStyle, format: FrameFormat, orientation: Orientation) throws {
    redactor = Redactor(style: style)
    pool = try FramePool(format: format)
    self.orientation = orientation
  }

  /// Returns the frame with `boxes` (ratios of the displayed frame) redacted.
  func hide(_ boxes: [Box], in frame: Frame) throws -> Frame {
    let size = frame.format.size
    let coded = boxes.enumerated().filter { index, box in
      // A box inside another one needs no redaction of its own; of equal boxes the first is kept.
      !boxes.enumerated().contains { $0 != index && $1.contains(box) && ($0 < index || !box.contains($1)) }
    }.map { orientation.coded($1) }.filter { size.pixels(of: $0) != nil }
    guard !coded.isEmpty else { return frame }
    return try pool.copy(frame) { planes in try redactor.hide(coded, in: planes, size: size) }
  }
}
