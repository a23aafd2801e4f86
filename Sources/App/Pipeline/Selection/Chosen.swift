import Geometry
import Tracking

/// What a choice makes of a frame's covers.
struct Chosen: Sendable {
  /// What was found and is hidden.
  var hidden: [Cover]
  /// What was found and is left visible.
  var leftVisible: [Cover]
  /// What people drew.
  var added: [Box]

  /// Whether the whole frame is hidden.
  var isWhole = false

  /// All that is hidden.
  var boxes: [Box] { isWhole ? [.picture] : hidden.map(\.box) + added }
}
