import Detections

/// What a client asks for.
struct ImageParameters: Equatable {
  /// Nil for the standard ones.
  var features: [ImageFeature]?
  /// How is hidden; nil for the function's default.
  var effect: ImageEffect?
  /// What is hidden; nil for the function's default.
  var hide: Subjects?

  init() {}

  /// - Throws: `HTTPFailure` for an unknown name or an invalid value.
  init(_ given: ParameterValues) throws(HTTPFailure) {
    for (name, value) in given.values.sorted(by: { $0.key < $1.key }) {
      guard value.utf8.count <= ParameterValues.maxBytes else {
        throw .badRequest("InvalidParameter", "\(name.prefix(40)) is too long")
      }
      switch name {
      case "features": features = try ImageFeature.list(value)
      case "effect":
        guard let known = ImageEffect(rawValue: value) else {
          let all = ImageEffect.allCases.map(\.rawValue).joined(separator: ", ")
          throw .badRequest("InvalidParameter", "effect takes one of \(all), not '\(value.prefix(40))'")
        }
        effect = known
      case "hide": hide = try Self.subjects(value)
      default:
        throw .badRequest(
          "UnknownParameter",
          "there is no parameter '\(name.prefix(40))'; known are features, effect and hide")
      }
    }
  }

  private static func subjects(_ text: String) throws(HTTPFailure) -> Subjects {
    let subjects: Subjects
    do throws(SubjectsError) {
      subjects = try Subjects(parsing: text)
    } catch {
      throw .badRequest("InvalidParameter", "hide: \(error.message.prefix(200))")
    }
    _ = try ImageFeature.needed(for: subjects)
    return subjects
  }
}

/// The effects that a client can ask for. A picture on each face is the operator's to choose.
public enum ImageEffect: String, CaseIterable, Sendable {
  case blur, pixelate, solid
}
