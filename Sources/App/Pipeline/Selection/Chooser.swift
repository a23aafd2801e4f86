import Core
import Detections
import Geometry
import Media
import Reporting
import Tracking

/// Applies a choice to frames in their order, and keeps the record of it.
struct Chooser: Sendable {
  private let choice: Choice
  private(set) var record: ChoiceRecord

  init(_ choice: Choice) {
    self.choice = choice
    record = choice.record
  }

  /// Parts what covers a frame into what is hidden and what is left visible, and adds what people drew. A
  /// damaged frame is hidden whole: what is seen on it may be anywhere.
  mutating func choose(_ covers: [Cover], on frame: Frame) -> Chosen {
    let shown = frame.time..<(frame.time + max(Self.instant, frame.duration ?? .zero))
    let verdicts = covers.map { choice.verdict(on: $0, shown: shown) }
    let added = choice.added.map { $0.box(while: shown) }
    record.note(covers, verdicts, added: added.map { $0 != nil })
    return Chosen(
      hidden: zip(covers, verdicts).filter { $1.isHidden }.map(\.0),
      leftVisible: zip(covers, verdicts).filter { !$1.isHidden }.map(\.0), added: added.compactMap { $0 },
      isWhole: frame.isDamaged)
  }

  private static let instant = MediaTime(nanoseconds: 1)
}
