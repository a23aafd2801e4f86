import Core
import Geometry
import Media
import Redaction

/// Hides what the locator found on a frame. A frame with nothing to hide is handed on as it is, uncopied.
actor FrameRedactor {
  private let redactor: Redactor
  private let pool: FramePool
  private let orientation: Orientation

  init(style: RedactionStyle, format: FrameFormat, orientation: Orientation) throws {
    redactor = Redactor(style: style)
    pool = try FramePool(format: format)
    self.orientation = orientation
  }

  /// The frame with `boxes` (ratios of the displayed picture) hidden.
  func hide(_ boxes: [Box], in frame: Frame) throws -> Frame {
    let size = frame.format.size
    let coded = boxes.enumerated().filter { index, box in
      // What lies inside another is hidden by it.
      !boxes.enumerated().contains { $0 != index && $1.contains(box) && ($0 < index || !box.contains($1)) }
    }.map { orientation.coded($1) }.filter { size.pixels(of: $0) != nil }
    guard !coded.isEmpty else { return frame }
    return try pool.copy(frame) { planes in try redactor.hide(coded, in: planes, size: size) }
  }
}
