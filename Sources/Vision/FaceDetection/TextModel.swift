/// The file of PP-OCRv4's text detector.
public struct TextModel: Sendable {
  /// The file name in all folders that are searched.
  public static let fileName = "ch_PP-OCRv4_det_infer.onnx"
  /// Also in `models/README.md`.
  public static let sha256 = "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9"

  let file: ModelFile

  public var path: String { file.path }

  private init(_ file: ModelFile) {
    self.file = file
  }

  /// Reads the first model found: in the file that `FRAMEVEIL_TEXT_MODEL` names, and nowhere else if it is set; beside
  /// the program; in `../share/frameveil`; in the build folder.
  ///
  /// - Throws: `ModelFileError`.
  public static func found() throws -> TextModel {
    TextModel(try ModelFile.found(identity))
  }

  private static let identity = ModelFile.Identity(
    what: "text detection model", name: fileName, sha256: sha256, variable: "FRAMEVEIL_TEXT_MODEL",
    remedy: "run 'make model' to download it, or set its path with FRAMEVEIL_TEXT_MODEL")
}
