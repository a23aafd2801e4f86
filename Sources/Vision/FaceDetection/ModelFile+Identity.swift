extension ModelFile {
  /// The models of the embedded detectors, and what is known of their files.
  public enum Identity: String, CaseIterable, Sendable {
    /// CenterFace's network.
    case face
    /// The network of PP-OCRv4's text detector.
    case text
    /// The network of PP-OCRv4's text recognizer.
    case recognition
    /// The network of SSDLite-MobileNetV2, which `scripts/extract-person-network` takes out of the published TensorFlow
    /// graph.
    case person

    /// `face detection model`
    var what: String { self == .recognition ? "text recognition model" : "\(rawValue) detection model" }

    /// The file name in all folders that are searched.
    public var fileName: String {
      switch self {
      case .face: "centerface.onnx"
      case .text: "ch_PP-OCRv4_det_infer.onnx"
      case .recognition: "ch_PP-OCRv4_rec_infer.onnx"
      case .person: "ssdlite_mobilenet_v2_person.pb"
      }
    }

    /// Also in `models/README.md`; `scripts/fetch-model` reads it here.
    public var sha256: String {
      switch self {
      case .face: "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
      case .text: "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9"
      case .recognition: "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b"
      case .person: "ebc91d87b3e0f76a83b1dfcd8fd73aba118e3cfd26a9265db85dcc9fa0dc116d"
      }
    }

    /// The environment variable that names the file.
    public var variable: String {
      switch self {
      case .face: "FRAMEVEIL_MODEL"
      case .text: "FRAMEVEIL_TEXT_MODEL"
      case .recognition: "FRAMEVEIL_RECOGNITION_MODEL"
      case .person: "FRAMEVEIL_PERSON_MODEL"
      }
    }

    /// How to get the file.
    var remedy: String {
      "run 'make model' to download it, or set its path with \(self == .face ? "--model or " : "")\(variable)"
    }

    /// How to use another file; empty if that is impossible.
    var alternative: String { self == .face ? "; --allow-other-model accepts another model" : "" }
  }
}
