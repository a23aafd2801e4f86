import Edits
import Geometry
import Pipeline
import Reporting

extension ReviewRecord {
  /// The state of a review.
  ///
  /// - Parameter result: the SHA-256 of the output; nil if it is not known.
  init(_ edits: Edits, _ coverage: Coverage, result: String?) throws {
    let verification = edits.verification.flatMap { $0.result.sha256 == result ? $0 : nil }
    let findings = verification?.findings ?? []
    let looked =
      coverage.weakSpots.count { item in edits.looks.contains { item.wasLookedAt(by: $0) } }
      + findings.count { finding in edits.looks.contains { finding.wasLookedAt(by: $0) } }
    try self.init(
      edits, looked: looked, weakSpots: coverage.weakSpots.count + findings.count, result: result)
  }

  /// - Parameters:
  ///   - looked: how many of the weak spots were looked at.
  ///   - result: the SHA-256 of the output; nil if it is not known.
  init(_ edits: Edits, looked: Int, weakSpots: Int, result: String?) throws {
    self.init(
      weakSpots: weakSpots, looked: looked, edits: try edits.digest,
      log: edits.decisions.filter { !$0.hides }.map(Entry.init) + edits.looks.map(Entry.init), signature: nil)
    if let check = edits.verification, check.result.sha256 == result {
      verified = Check(
        frames: check.frames, unchanged: check.unchanged ?? 0, visible: check.findings.count)
    }
    guard let signed = edits.signature, signed.result.sha256 == result, signed.edits == self.edits else {
      return
    }
    signature = Signature(name: signed.name, at: signed.at, edits: signed.edits, result: signed.result.sha256)
  }
}

extension Verification.Finding {
  /// Whether a look is at this find.
  func wasLookedAt(by look: WeakSpotLook) -> Bool {
    look.matches(WeakSpotLook.visibleFace, from: start, to: end, track: nil)
  }
}

extension ReviewRecord.Entry {
  fileprivate init(_ decision: TrackDecision) {
    self.init(
      action: decision.action.rawValue, subject: "track:\(decision.track)", start: decision.start?.seconds,
      end: decision.end?.seconds, reason: decision.reason)
  }

  fileprivate init(_ look: WeakSpotLook) {
    let title = ReviewItem.Kind(rawValue: look.kind).map { ReviewItem($0, from: .zero, to: .zero).title }
    self.init(
      action: "looked", subject: (title ?? "Visible face") + (look.track.map { ", track:\($0)" } ?? ""),
      start: look.start.seconds, end: look.end.seconds, reason: look.reason, note: look.note)
  }
}
