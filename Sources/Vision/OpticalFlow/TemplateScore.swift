import Geometry

/// What a face looked like when it was detected, to tell whether a followed box still shows it.
struct TemplateScore: Sendable {
  private let patch: Patch

  init(_ picture: LumaFrame, _ box: Box) { patch = Patch(picture, box) }

  /// How much a box of another picture looks the same, -1...1; 0 where that cannot be told.
  func compared(to picture: LumaFrame, _ box: Box) -> Double {
    patch.correlation(with: Patch(picture, box)) ?? 0
  }
}
