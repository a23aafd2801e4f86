import Core
import FaceDetection
import FaceJudges
import Geometry

/// What `verify` lets look at videos and still images, and how.
struct VerifyOptions: Sendable {
  var model: String?
  var allowsOtherModel: Bool
  var detection: DetectionOptions
  var visibility: FaceVisibility
  var usesPanel: Bool
  var judgeModels: [String]
  var allowsDamage: Bool
  var decodeThreads: Int
  /// The size up to which still images are decoded.
  var imageLimits: FrameLimits

  init(_ arguments: ParsedArguments) throws {
    model = arguments[DetectorArguments.model]
    allowsOtherModel = arguments[DetectorArguments.allowOtherModel]
    var visibility = FaceVisibility()
    visibility.minConfidence = arguments[VerifyCommand.minConfidence]
    visibility.certainConfidence = max(visibility.certainConfidence, visibility.minConfidence)
    self.visibility = visibility
    detection = DetectionOptions()
    detection.size = arguments[DetectorArguments.size]
    detection.tiles = arguments[DetectorArguments.tiles]
    detection.runtime = arguments[DetectorArguments.runtime]
    usesPanel = arguments[VerifyCommand.panel]
    judgeModels = arguments[VerifyCommand.judgeModel]
    allowsDamage = arguments[CommonOptions.allowDamaged]
    decodeThreads = arguments[CommonOptions.decodeThreads]
    imageLimits = .photograph(megapixels: arguments[CommonOptions.maxPixels])
    guard usesPanel || judgeModels.isEmpty else {
      throw UsageError("--judge-model adds a judge to --panel; give --panel as well")
    }
  }

  /// The judges in the order in which they look: the embedded detector, then those of other families.
  func judges() async throws -> InstalledJudges {
    let model = try ModelFile.found(.face, at: model, allowsOther: allowsOtherModel)
    var judges = usesPanel ? try await InstalledJudges.found(models: judgeModels) : InstalledJudges()
    judges.sources.insert(.detector(model, detection, visibility), at: 0)
    return judges
  }
}
