import Detections
import Geometry
import Media

/// Where scene cuts come from: told beforehand, or found in the frames.
struct CutSource: Sendable {
  private var told: ArraySlice<MediaTime>
  private var test: CutTest?

  /// Cuts that are known.
  init(_ cuts: SceneCuts) { told = cuts.times[...] }

  /// Cuts that are looked for.
  init(_ test: CutTest) {
    told = []
    self.test = test
  }

  /// The known cuts up to an instant, each once.
  mutating func told(upTo time: MediaTime) -> ArraySlice<MediaTime> {
    let next = told.prefix { $0 <= time }
    told = told.dropFirst(next.count)
    return next
  }

  /// Looks at the next frame; returns a cut when one was found.
  mutating func look(at frame: Frame) throws -> MediaTime? {
    guard test != nil else { return nil }
    let signature = try frame.read { LumaSignature(of: $0) }
    return test?.look(signature, at: frame.time)
  }
}
