import Geometry
import Tracking

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
