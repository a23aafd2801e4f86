import Core
import Detections
import Geometry
import Media

/// Where scene cuts come from: told beforehand, or found in the frames; and where a container's times start again.
struct CutSource: Sendable {
  /// The cuts that are known.
  var provided: ProvidedCuts
  private var test: CutDetector?
  /// The instants of the newest frames, as many as a cut is told late by, and the one before those.
  private var instants: [MediaTime] = []

  /// Takes what is known of cuts; looks for them where that is nothing.
  init(_ cuts: SceneCuts?) {
    provided = ProvidedCuts(cuts)
    test = cuts == nil ? CutDetector() : nil
  }

  /// Looks at the next frame; returns a cut when one was found.
  mutating func look(at frame: TimedFrame) throws -> SceneCut? {
    instants.append(frame.instant)
    if instants.count > CutDetector.delay + 2 { instants.removeFirst() }
    if frame.startsAnew { test = test.map { _ in CutDetector() } }
    let found = try test.map { _ in try frame.frame.read { LumaSignature(of: $0) } }
    let first = found.flatMap { test?.look($0, at: frame.instant) }
    return (frame.startsAnew ? frame.instant : first).map(cut)
  }

  private func cut(before first: MediaTime) -> SceneCut {
    let last = instants.last { $0 < first }
    return SceneCut(before: first, after: last ?? first)
  }
}
