import FaceDetection

/// The checks of what detects: the networks' files, what runs them, the second detector.
enum DetectorChecks {
  static var all: [DoctorCheck] { ModelFile.Identity.allCases.map(model) + [runtime, second] }

  private static func model(_ identity: ModelFile.Identity) -> DoctorCheck {
    let part = "\(identity.rawValue) model"
    do {
      let file: Result<ModelFile, ModelFileError> = try ModelFile.installed(identity)
      switch file {
      case .success(let file): return .ok(part, "\(file.path), its SHA-256 is the known one")
      case .failure(let error):
        return DoctorCheck(
          part: part, status: identity == .face ? .missing : .warning,
          detail: identity.lack, remedy: "\(error)")
      }
    } catch {
      // A file that is there and is another one ends each run that needs it.
      return DoctorCheck(part: part, status: .missing, detail: identity.lack, remedy: "\(error)")
    }
  }

  private static var runtime: DoctorCheck {
    let part = "detector runtime"
    do {
      let found = try InferenceRuntime.found(.auto)
      guard let note = found.note else { return .ok(part, "\(found)") }
      return DoctorCheck(part: part, status: .warning, detail: "\(found)", remedy: note)
    } catch {
      return DoctorCheck(part: part, status: .missing, detail: "none can be loaded", remedy: "\(error)")
    }
  }

  private static var second: DoctorCheck {
    let part = "second detector"
    do {
      let found = try SecondDetector.found(.auto)
      guard let note = found.note else { return .ok(part, "\(found)") }
      return DoctorCheck(part: part, status: .warning, detail: "\(found)", remedy: note)
    } catch {
      return DoctorCheck(part: part, status: .warning, detail: "none", remedy: "\(error)")
    }
  }
}

extension ModelFile.Identity {
  /// What does not work without the file.
  fileprivate var lack: String {
    switch self {
    case .face: "no face is found without --detections"
    case .text: "--hide text is refused"
    case .recognition: "'frameveil serve' reads no text"
    case .person: "--hide persons and --hide heads are refused"
    }
  }
}
