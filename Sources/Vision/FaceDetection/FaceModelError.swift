import Glibc

/// Why there is no face detector, and what to do about it.
public struct FaceModelError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what mends it.
  public let description: String

  private static let remedy = "'make model' fetches it; name another place with --model or FRAMEVEIL_MODEL"

  static func missing(_ places: [String]) -> FaceModelError {
    FaceModelError(
      description:
        "the face detector's model, \(FaceModel.fileName), is in none of \(places.joined(separator: ", ")); "
        + remedy)
  }

  static func cannotRead(_ path: String, _ code: Int32) -> FaceModelError {
    FaceModelError(
      description:
        "\(path): the face detector's model cannot be read; \(remedy) [\(String(cString: strerror(code)))]")
  }

  static func unknown(_ path: String) -> FaceModelError {
    FaceModelError(
      description:
        "\(path): is not the face detector's model, or damaged: its SHA-256 is not \(FaceModel.sha256); "
        + remedy + "; --allow-other-model takes it")
  }

  static func unreadable(_ path: String, _ detail: String) -> FaceModelError {
    FaceModelError(description: "\(path): OpenCV cannot load the face detector's model [\(detail)]")
  }
}
