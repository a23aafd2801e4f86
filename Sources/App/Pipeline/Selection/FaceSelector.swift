import Core
import Detections
import Geometry
import Media
import Reporting
import Tracking

/// Applies a choice to frames in their order, and keeps the record of it.
struct FaceSelector: Sendable {
  private let choice: Selection
  private(set) var record: SelectionRecord

  init(_ choice: Selection) {
    self.choice = choice
    record = choice.record
  }

  /// Parts what covers a frame into what is hidden and what is left visible, and adds what people drew. A
  /// damaged frame is hidden whole: what is seen on it may be anywhere.
  mutating func choose(_ redactionBoxes: [RedactionBox], on frame: Frame) -> SelectedBoxes {
    let shown = frame.time..<(frame.time + max(Self.instant, frame.duration ?? .zero))
    let verdicts = redactionBoxes.map { choice.verdict(on: $0, shown: shown) }
    let added = choice.added.map { $0.box(while: shown) }
    record.note(redactionBoxes, verdicts, added: added.map { $0 != nil })
    return SelectedBoxes(
      hidden: zip(redactionBoxes, verdicts).filter { $1.isHidden }.map(\.0),
      leftVisible: zip(redactionBoxes, verdicts).filter { !$1.isHidden }.map(\.0),
      added: added.compactMap { $0 },
      isWhole: frame.isDamaged)
  }

  private static let instant = MediaTime(nanoseconds: 1)
}

/// What a choice makes of a frame's covers.
struct SelectedBoxes: Sendable {
  /// What was found and is hidden.
  var hidden: [RedactionBox]
  /// What was found and is left visible.
  var leftVisible: [RedactionBox]
  /// What people drew.
  var added: [Box]

  /// Whether the whole frame is hidden.
  var isWhole = false

  /// All that is hidden.
  var boxes: [Box] { isWhole ? [.picture] : hidden.map(\.box) + added }
}
