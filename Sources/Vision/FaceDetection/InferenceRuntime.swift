import Core
public import Detections
import Geometry
import Glibc
import OpenCV
public import OpenVINO

/// What runs the detector's network: OpenVINO where it is installed, else OpenCV's DNN module, which takes about
/// twice the processor time.
///
/// Both compute in single precision and find the same faces; their boxes differ in the last digits.
public enum InferenceRuntime: Sendable, CustomStringConvertible {
  case openVINO(OpenVINO)
  /// `reason`: why not OpenVINO; nil if OpenCV was chosen.
  case openCV(reason: String?)

  /// The choice of a user.
  public enum Choice: String, CaseIterable, Sendable {
    /// OpenVINO where it is installed, else OpenCV.
    case auto
    case openVINO = "openvino"
    case openCV = "opencv"
  }

  /// The runtime of a choice. Opens OpenVINO's library, once.
  ///
  /// - Throws: `InferenceRuntimeError` if only OpenVINO may be used and it cannot be loaded.
  public static func found(_ choice: Choice) throws -> InferenceRuntime {
    guard choice != .openCV else { return .openCV(reason: nil) }
    switch opened {
    case .success(let library): return .openVINO(library)
    case .failure(let error) where choice == .openVINO: throw error
    case .failure(let error): return .openCV(reason: error.description)
    }
  }

  private static let opened = OpenVINO.opened(in: OpenVINO.folders)

  /// `OpenVINO 2026.4.1`
  public var description: String {
    switch self {
    case .openVINO(let library): "OpenVINO \(library.version)"
    case .openCV: "OpenCV \(OpenCV.version)"
    }
  }

  /// The longer side of a detector's input in pixels, if none is given. For faces, both runtimes take about the same
  /// processor time.
  public func standardSide(for subject: Subject = .face) -> Int {
    guard subject != .text else { return Self.textSide }
    return switch self {
    case .openVINO: Self.openVINOSide
    case .openCV: Self.openCVSide
    }
  }

  /// See ``standardSide(for:)``.
  public static let (openVINOSide, openCVSide) = (864, 640)

  /// What text needs, whatever it costs.
  public static let textSide = 1280

  /// The note for a run that falls back to OpenCV; nil if it does not.
  public var note: String? {
    guard case .openCV(let reason?) = self else { return nil }
    return "detector runtime: OpenCV DNN, which takes about twice the processor time, so frames are scaled "
      + "down to \(Self.openCVSide) pixels instead of up to \(Self.openVINOSide) unless --detect-size is given, since "
      + reason
  }

  /// Loads the network of a model.
  func network(
    of model: ModelFile, inputSize: FrameSize, scaling: InputScaling = .none
  ) throws -> any NeuralNetwork {
    do {
      switch self {
      case .openVINO(let library):
        return try OpenVINONetwork(library, model, inputSize: inputSize, scaling: scaling)
      case .openCV: return try OpenCVNetwork(onnx: model.bytes(), scaling: scaling)
      }
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw ModelFileError.unreadable(model, by: self, "\(error)")
    }
  }
}

/// OpenVINO, or the second detector, is needed and cannot be loaded.
public struct InferenceRuntimeError: Error, Sendable, CustomStringConvertible {
  /// The error and its remedy.
  public let description: String
}

extension OpenVINO {
  /// The folders that may have the library: the one that `FRAMEVEIL_OPENVINO` names, and none else if it is set;
  /// beside the program; in `../lib/frameveil`; in the build folder.
  static var folders: [String] {
    if let given = getenv("FRAMEVEIL_OPENVINO") { return [String(cString: given)] }
    return ["openvino", "../lib/frameveil/openvino", "../../openvino"].map { "\(ProgramFolder.path)/\($0)" }
  }

  /// Opens the first library that is found.
  static func opened(in folders: [String]) -> Result<OpenVINO, InferenceRuntimeError> {
    guard let library = folders.lazy.compactMap(library).first else {
      return .failure(
        InferenceRuntimeError(
          description: "OpenVINO was not found in \(folders.joined(separator: ", ")); "
            + "run 'make runtime' to download it, or set its folder with FRAMEVEIL_OPENVINO"))
    }
    do {
      return .success(try OpenVINO(library: library))
    } catch {
      return .failure(InferenceRuntimeError(description: "OpenVINO cannot be loaded [\(error)]"))
    }
  }

  /// The C library in a folder: `libopenvino_c.so`, or with its version, as in the Python package.
  private static func library(in folder: String) -> String? {
    (FolderListing.names(in: folder) ?? []).filter { $0.hasPrefix("libopenvino_c.so") }.min().map {
      "\(folder)/\($0)"
    }
  }
}
