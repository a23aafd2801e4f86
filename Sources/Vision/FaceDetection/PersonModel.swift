/// The file of the person detector: the network of SSDLite-MobileNetV2 that `scripts/extract-person-network` takes out of
/// the published TensorFlow graph.
public struct PersonModel: Sendable {
  /// The file name in all folders that are searched.
  public static let fileName = "ssdlite_mobilenet_v2_person.pb"
  /// Also in `models/README.md`.
  public static let sha256 = "ebc91d87b3e0f76a83b1dfcd8fd73aba118e3cfd26a9265db85dcc9fa0dc116d"

  let file: ModelFile

  private init(_ file: ModelFile) {
    self.file = file
  }

  /// Reads the first model found: in the file that `FRAMEVEIL_PERSON_MODEL` names, and nowhere else if it is set; beside
  /// the program; in `../share/frameveil`; in the build folder.
  ///
  /// - Throws: `ModelFileError`.
  public static func found() throws -> PersonModel {
    PersonModel(try ModelFile.found(identity))
  }

  private static let identity = ModelFile.Identity(
    what: "person detection model", name: fileName, sha256: sha256, variable: "FRAMEVEIL_PERSON_MODEL",
    remedy: "run 'make model' to download it, or set its path with FRAMEVEIL_PERSON_MODEL")
}
