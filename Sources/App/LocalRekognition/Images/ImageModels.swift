public import FaceDetection

/// The models for images: that of faces, and those of other things as far as they are installed.
public struct ImageModels: Sendable {
  var options: DetectionOptions
  var face: ModelFile
  /// Fails with what to do if the model cannot be used.
  var person: Result<ModelFile, any Error>

  /// Finds the models beside the program, or where the environment says.
  ///
  /// - Throws: `ModelFileError` for a file that is damaged, or that is named and is not there.
  public init(face: ModelFile, options: DetectionOptions) throws {
    (self.face, self.options) = (face, options)
    self.options.findsLandmarks = true
    let runtime = Result { try InferenceRuntime.found(options.runtime) }
    person = Self.usable(try ModelFile.installed(.person)) { try PersonDetector.check(runtime.get()) }
  }

  private static func usable(
    _ file: Result<ModelFile, ModelFileError>, check: () throws -> Void
  ) -> Result<ModelFile, any Error> {
    Result {
      try check()
      return try file.get()
    }
  }

  /// What is missing, and what that means: a sentence each.
  public var notes: [String] {
    guard case .failure(let reason) = person else { return [] }
    return ["DetectLabels finds no persons, since \(reason)"]
  }
}
