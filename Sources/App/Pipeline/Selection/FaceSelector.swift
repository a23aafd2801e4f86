import Core
import Detections
import Edits
import Geometry
import Media
import Redaction
import Reporting
import Tracking

/// Applies the selection rules to frames in order, and records their effect.
struct FaceSelector: Sendable {
  private let selection: Selection
  private(set) var record: SelectionRecord
  /// What a reviewer decided; nil: the rules decide.
  private var edits: EditedTracks?

  init(_ selection: Selection) {
    self.selection = selection
    record = selection.record
    edits = selection.edits.map { EditedTracks($0) }
  }

  /// Divides the boxes of a frame into redacted and visible ones, and adds the manual boxes.
  ///
  /// - Parameters:
  ///   - changedTracks: the tracks that may be those of other faces.
  ///   - isWhole: redact the whole frame, since its content is unknown.
  /// - Throws: `UserError` for edits of another run.
  mutating func choose(
    _ redactionBoxes: [RedactionBox], shownFrom start: MediaTime, for duration: MediaTime?,
    changedTracks: Set<Int> = [], isWhole: Bool = false
  ) throws(UserError) -> SelectedBoxes {
    let shown = start..<(start + max(Self.instant, duration ?? .zero))
    let decisions = try decisions(on: redactionBoxes, shown: shown, changedTracks)
    let added = selection.added.map { $0.box(while: shown) }
    record.note(redactionBoxes, decisions, added: added.map { $0 != nil })
    return SelectedBoxes(
      hidden: zip(redactionBoxes, decisions).filter { $1.isHidden }.map(\.0),
      leftVisible: zip(redactionBoxes, decisions).filter { !$1.isHidden }.map(\.0),
      added: added.compactMap { $0 },
      isWhole: isWhole)
  }

  private mutating func decisions(
    on boxes: [RedactionBox], shown: Range<MediaTime>, _ changedTracks: Set<Int>
  ) throws(UserError) -> [SelectionDecision] {
    var decisions: [SelectionDecision] = []
    for box in boxes {
      let isAnybody = changedTracks.contains(box.track)
      if let isVisible = try edits?.leavesVisible(box, shown: shown, isAnybody: isAnybody) {
        decisions.append(SelectionDecision(isHidden: !isVisible, only: [], except: []))
      } else {
        decisions.append(selection.decision(on: box, shown: shown, isAnybody: isAnybody))
      }
    }
    return decisions
  }

  /// Throws after the last frame if an edit was about nothing.
  func finish() throws(UserError) { try edits?.checkAllMatched() }

  private static let instant = MediaTime(nanoseconds: 1)
}

extension SelectionRecord {
  /// Adds a frame: its boxes, the decision on each, and for each manual box whether it applies.
  mutating func note(
    _ redactionBoxes: [RedactionBox], _ decisions: [SelectionDecision], added isAdded: [Bool]
  ) {
    let onlyCount = rules.count { $0.kind == "only" }
    let pairs = zip(redactionBoxes, decisions)
    for index in rules.indices {
      rules[index].share.note(
        pairs.filter { _, decision in
          index < onlyCount
            ? decision.only.contains(index)
            : !decision.isHidden && decision.except.contains(index - onlyCount)
        }.map(\.0))
    }
    leftVisible.note(pairs.filter { !$1.isHidden }.map(\.0))
    for (index, isAdded) in isAdded.enumerated() where isAdded { added[index].frames += 1 }
  }
}

/// The boxes of a frame after selection.
struct SelectedBoxes: Sendable {
  /// Detected boxes that are redacted.
  var hidden: [RedactionBox]
  /// Detected boxes that are left visible.
  var leftVisible: [RedactionBox]
  /// Manual boxes.
  var added: [Box]

  /// Whether the whole frame is redacted.
  var isWhole = false

  /// All redacted boxes.
  var masks: [MaskBox] {
    if isWhole { return [MaskBox(.picture)] }
    let boxes = hidden.map { box in
      MaskBox(
        box.box, cornerRadii: box.content == .face ? box.cornerRadii : .zero, face: box.track,
        isSolid: box.content == .text)
    }
    return boxes + added.map { MaskBox($0) }
  }
}
