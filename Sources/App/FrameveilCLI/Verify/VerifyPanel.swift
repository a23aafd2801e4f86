import FaceJudges
import Reporting

extension VerifyFindings {
  /// The judges of `--panel`, and an estimate of what they missed.
  struct Panel: Encodable, Sendable {
    struct Entry: Encodable {
      var name: String
      var family: String
      /// Whether it found faces for the run that made the video, unless that run had no second detector; the others are of
      /// other families.
      var madeOutput: Bool
      /// The faces that it sees; a face counts once for each frame.
      var faces: Int
    }
    struct Estimate: Encodable {
      /// The judges whose overlap gives the estimate.
      var judges: [String]
      /// The faces that both see.
      var both: Int
      /// A lower bound of the faces that no judge of the panel sees.
      var atLeast: Int
    }

    /// In the order in which they look.
    var judges: [Entry]
    /// The faces that a judge sees; a face counts once for each frame.
    var seen: Int
    /// Nil if no two judges see enough faces in common.
    var unseen: Estimate?

    /// - Parameter report: of the run that made the video. Without one, the embedded detectors are assumed.
    init(_ judges: [Judge], _ report: WrittenReport?, _ unseen: UnseenFaces) {
      let usesDetector = report.map { $0.detections == nil } ?? true
      self.judges = zip(judges, unseen.counts).map { judge, faces in
        Entry(
          name: judge.name, family: judge.family, madeOutput: judge.isDetector && usesDetector, faces: faces)
      }
      seen = unseen.seen
      self.unseen = unseen.estimate.map { pair in
        Estimate(
          judges: [judges[pair.first].name, judges[pair.second].name], both: pair.both,
          atLeast: Int(pair.unseen.rounded()))
      }
    }

    /// The judges and the estimate as sentences.
    var text: String {
      let names = judges.map { "\($0.name)\($0.madeOutput ? " (used by the run itself)" : "") \($0.faces)" }
      let seen =
        "faces on frames that the judges see: \(names.joined(separator: ", ")); any of them \(self.seen)"
      guard let unseen else {
        return seen + "\nno estimate of unseen faces: no two judges see \(UnseenFaces.minOverlap) in common"
      }
      return seen
        + "\nestimate of faces that no judge sees: at least \(unseen.atLeast), if all finds are faces "
        + "(\(unseen.judges.joined(separator: " and ")) have \(unseen.both) in common; judges miss the same faces, "
        + "so the number is a lower bound)"
    }
  }
}
