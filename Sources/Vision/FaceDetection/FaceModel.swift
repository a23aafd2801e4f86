/// The file of CenterFace's network.
public struct FaceModel: Sendable {
  /// The file name in all folders that are searched.
  public static let fileName = "centerface.onnx"
  /// Also in `models/README.md`.
  public static let sha256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"

  let file: ModelFile

  public var path: String { file.path }

  /// Reads and verifies a file.
  ///
  /// - Parameter allowsOther: accept any file that the runtime can load and whose outputs are those of CenterFace.
  /// - Throws: `ModelFileError`.
  public init(path: String, allowsOther: Bool = false) throws {
    self.init(try ModelFile(Self.identity, path: path, allowsOther: allowsOther))
  }

  private init(_ file: ModelFile) {
    self.file = file
  }

  /// Reads the first model found: at `path` or in the file that `FRAMEVEIL_MODEL` names, and nowhere else if
  /// one of these is given; beside the program; in `../share/frameveil`; in the build folder.
  public static func found(at path: String? = nil, allowsOther: Bool = false) throws -> FaceModel {
    FaceModel(try ModelFile.found(identity, at: path, allowsOther: allowsOther))
  }

  private static let identity = ModelFile.Identity(
    what: "face detection model", name: fileName, sha256: sha256, variable: "FRAMEVEIL_MODEL",
    remedy: "run 'make model' to download it, or set its path with --model or FRAMEVEIL_MODEL",
    alternative: "; --allow-other-model accepts another model")
}
