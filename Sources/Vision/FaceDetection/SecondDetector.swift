public import Libfacedetection

/// A detector of another family than CenterFace, asked where CenterFace is not sure (``SecondLook``): libfacedetection
/// where it is installed.
public enum SecondDetector: Sendable, CustomStringConvertible {
  case libfacedetection(Libfacedetection)
  /// `reason`: why not libfacedetection; nil if none was chosen.
  case none(reason: String?)

  /// The choice of a user.
  public enum Choice: String, CaseIterable, Sendable {
    /// libfacedetection where it is installed, else none.
    case auto
    case libfacedetection
    case none
  }

  /// The detector of a choice. Opens its library, once.
  ///
  /// - Throws: `InferenceRuntimeError` if it may not be missing and cannot be loaded.
  public static func found(_ choice: Choice) throws -> SecondDetector {
    guard choice != .none else { return .none(reason: nil) }
    switch Libfacedetection.installed {
    case .success(let library): return .libfacedetection(library)
    case .failure(let error) where choice == .libfacedetection:
      throw InferenceRuntimeError(description: error.description)
    case .failure(let error): return .none(reason: error.description)
    }
  }

  public var description: String { name ?? "none" }

  /// The name of the detector; nil for none.
  public var name: String? {
    switch self {
    case .libfacedetection: "libfacedetection"
    case .none: nil
    }
  }

  /// The note for a run that must do without; nil for any other.
  public var note: String? {
    guard case .none(let reason?) = self else { return nil }
    return "second detector: none, so fewer small and turned faces are found, since \(reason)"
  }
}
