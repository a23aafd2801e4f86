import Detections
import Geometry
import Media

/// Where scene cuts come from: told beforehand, or found in the frames.
struct CutSource: Sendable {
  /// The cuts that are known.
  var told: ToldCuts
  private var test: CutTest?

  /// Takes what is known of cuts; looks for them where that is nothing.
  init(_ cuts: SceneCuts?) {
    told = ToldCuts(cuts)
    test = cuts == nil ? CutTest() : nil
  }

  /// Looks at the next frame; returns a cut when one was found.
  mutating func look(at frame: Frame) throws -> MediaTime? {
    guard test != nil else { return nil }
    let signature = try frame.read { LumaSignature(of: $0) }
    return test?.look(signature, at: frame.time)
  }
}
