import Detections
import Rekognition

/// What an image is analysed for. The raw values are those of the parameter `features`.
public enum ImageFeature: String, CaseIterable, Codable, Sendable {
  case labels, faces, text, moderation

  /// What is looked for if a request does not say: all but moderation labels, which few need.
  static let standard: [ImageFeature] = [.labels, .faces, .text]

  var operation: ImageOperation {
    switch self {
    case .labels: .labels
    case .faces: .faces
    case .text: .text
    case .moderation: .moderation
    }
  }

  /// Parses `labels,faces`.
  ///
  /// - Returns: each feature once, in the order of the declaration.
  static func list(_ text: String) throws(HTTPFailure) -> [ImageFeature] {
    var features: Set<ImageFeature> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let start = word.drop { $0 == " " }
      let name = start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
      guard let feature = ImageFeature(rawValue: String(name)) else {
        throw .badRequest("InvalidParameter", "features takes a list of \(known), not '\(text.prefix(40))'")
      }
      features.insert(feature)
    }
    return allCases.filter(features.contains)
  }

  /// What has to be looked for so that subjects can be hidden.
  ///
  /// - Throws: `HTTPFailure` for subjects that no response about an image contains.
  static func needed(for subjects: Subjects) throws(HTTPFailure) -> [ImageFeature] {
    let known = Subjects(
      faces: true, text: true, labels: subjects.labels, moderation: true)
    let rest = subjects.subtracting(known)
    guard rest == Subjects(), !subjects.heads, subjects != Subjects() else {
      throw .badRequest(
        "InvalidParameter",
        "hide takes a list of faces, text, moderation and label:\"NAME\", such as label:\"Person\"")
    }
    return [
      subjects.labels.isEmpty ? nil : .labels, subjects.faces ? .faces : nil, subjects.text ? .text : nil,
      subjects.moderation ? .moderation : nil,
    ].compactMap(\.self)
  }

  private static let known = allCases.map(\.rawValue).joined(separator: ", ")
}
