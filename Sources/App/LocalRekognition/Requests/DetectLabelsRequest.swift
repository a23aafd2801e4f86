/// The request of DetectLabels.
struct DetectLabelsRequest: ImageRequest {
  struct SettingsMember: Decodable, Sendable {
    var GeneralLabels: LabelFilters?
    var ImageProperties: ImagePropertiesMember?
  }
  struct ImagePropertiesMember: Decodable, Sendable {
    var MaxDominantColors: Int?
  }
  var Image: ImageMember?
  var MaxLabels: Int?
  var MinConfidence: Double?
  var Features: [String]?
  var Settings: SettingsMember?

  /// The service's default of `MinConfidence`.
  private static let defaultConfidence = 55.0

  func check(_ constraints: inout Constraints) {
    constraints.check(MaxLabels, "maxLabels", in: 0...Int.max)
    constraints.check(MinConfidence, "minConfidence", in: 0...100)
    constraints.check(Features?.count, "features", length: 0...2)
    for (index, feature) in (Features ?? []).enumerated() {
      constraints.check(
        feature, "features.\(index + 1).member", oneOf: ["GENERAL_LABELS", "IMAGE_PROPERTIES"])
    }
    Settings?.GeneralLabels?.check(&constraints, "settings.generalLabels")
  }

  func checkSupport() throws(ServiceError) {
    guard Features?.contains("IMAGE_PROPERTIES") != true, Settings?.ImageProperties == nil else {
      throw .accessDenied("IMAGE_PROPERTIES is not available here; leave it out, or ask Amazon Rekognition")
    }
  }

  func response(
    in image: [UInt8], by detectors: ImageDetectors, _ models: ImageModels
  ) async throws -> Responses.DetectLabels {
    let found = [
      ImageLabel(.person, try await detectors.persons(in: image)),
      ImageLabel(.face, try await detectors.faces(in: image)),
    ].compactMap(\.self)
    let chosen = found.filter { label in
      label.confidence >= MinConfidence ?? Self.defaultConfidence
        && Settings?.GeneralLabels?.includes(label.kind) ?? true
    }.sorted { $0.confidence > $1.confidence }.prefix(MaxLabels ?? .max)
    return Responses.DetectLabels(
      Labels: chosen.map(Responses.Label.init), LabelModelVersion: ImageLabel.modelVersion(models))
  }
}

/// Which labels are returned: the structure `GeneralLabelsSettings` of the service model.
struct LabelFilters: Decodable, Sendable {
  var LabelInclusionFilters: [String]?
  var LabelExclusionFilters: [String]?
  var LabelCategoryInclusionFilters: [String]?
  var LabelCategoryExclusionFilters: [String]?

  func check(_ constraints: inout Constraints, _ path: String) {
    for (name, list) in [
      ("labelInclusionFilters", LabelInclusionFilters), ("labelExclusionFilters", LabelExclusionFilters),
      ("labelCategoryInclusionFilters", LabelCategoryInclusionFilters),
      ("labelCategoryExclusionFilters", LabelCategoryExclusionFilters),
    ] {
      constraints.check(list?.count, "\(path).\(name)", length: 0...100)
      for (index, word) in (list ?? []).enumerated() {
        constraints.check(word, "\(path).\(name).\(index + 1).member", length: 0...50)
      }
    }
  }

  /// Whether a label is named, itself or by its category, or nothing is, and it is not excluded.
  func includes(_ kind: ImageLabel.Kind) -> Bool {
    let (names, categories) = (LabelInclusionFilters ?? [], LabelCategoryInclusionFilters ?? [])
    let isNamed = names.contains(kind.name) || categories.contains(ImageLabel.category)
    let isExcluded =
      LabelExclusionFilters?.contains(kind.name) == true
      || LabelCategoryExclusionFilters?.contains(ImageLabel.category) == true
    return (isNamed || names.isEmpty && categories.isEmpty) && !isExcluded
  }
}
