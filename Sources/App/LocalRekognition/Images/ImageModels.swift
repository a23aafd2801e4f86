public import FaceDetection

/// The models for images: that of faces, and those of other things as far as they are installed.
public struct ImageModels: Sendable {
  var options: DetectionOptions
  var face: ModelFile
  /// Fails with what to do if the model cannot be used.
  var person: Result<ModelFile, any Error>
  /// The detector of text, and what reads it.
  var text: Result<(detection: ModelFile, recognition: ModelFile), any Error>

  /// Finds the models beside the program, or where the environment says.
  ///
  /// - Throws: `ModelFileError` for a file that is damaged, or that is named and is not there.
  public init(face: ModelFile, options: DetectionOptions) throws {
    (self.face, self.options) = (face, options)
    self.options.findsLandmarks = true
    let runtime = Result { try InferenceRuntime.found(options.runtime) }
    let recognition = try ModelFile.installed(.recognition)
    let detection = try ModelFile.installed(.text)
    text = Result {
      try TextDetector.check(runtime.get())
      return (try detection.get(), try recognition.get())
    }
    let detector = try ModelFile.installed(.person)
    person = Result {
      try PersonDetector.check(runtime.get())
      return try detector.get()
    }
  }

  /// What is missing, and what that means: a sentence each.
  public var notes: [String] {
    [
      person.reason.map { "DetectLabels finds no persons, since \($0)" },
      text.reason.map { "DetectText is not available, since \($0)" },
    ].compactMap(\.self)
  }
}

extension Result {
  /// Why there is no value, in words.
  var reason: String? {
    guard case .failure(let error) = self else { return nil }
    return "\(error)"
  }
}
