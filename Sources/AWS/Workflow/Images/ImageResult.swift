import Rekognition

/// The result of an analysis: the object `result.json`, and the body of the response with `urls` and `requestId`.
/// `docs/image-api.yaml` describes it.
struct ImageResult: Codable, Sendable, Equatable {
  struct Image: Codable, Sendable, Equatable {
    /// `jpeg` or `png`.
    var format: String
    /// As displayed, in pixels.
    var width, height: Int
    var bytes: Int
  }
  struct Hidden: Codable, Sendable, Equatable {
    /// What is hidden: `faces,text`.
    var hide: String
    var effect: String
    var regions: Int
    var bytes: Int
    var notes: [String]
  }
  /// The keys of the objects.
  struct Objects: Codable, Sendable, Equatable {
    var result, hidden: String
    var original: String?
  }

  static let schemaName = "frameveil-image-analysis"
  static let schemaVersion = 1

  var schema = ImageResult.schemaName
  var version = ImageResult.schemaVersion
  var id: String
  /// RFC 3339.
  var created: String
  /// The SHA-256 of the image and of all that was asked for, by which a repeated request is known.
  var fingerprint: String
  var image: Image
  var features: [ImageFeature]
  var labels: [ImageLabel]?
  var faces: [ImageFace]?
  var text: [ImageText]?
  var moderation: [ImageModerationLabel]?
  /// The versions of the models, as far as Rekognition tells them; of faces it does not.
  var models: [String: String] = [:]
  var hidden: Hidden
  var objects: Objects
}

/// The response to a client.
struct ImageAnswer: Encodable, Sendable, Equatable {
  struct URLs: Encodable, Sendable, Equatable {
    var result, hidden: String
    var original: String?
    /// RFC 3339.
    var expires: String
  }

  var result: ImageResult
  var requestId: String
  var urls: URLs

  private enum CodingKeys: String, CodingKey { case requestId, urls }

  /// One flat object.
  func encode(to encoder: any Encoder) throws {
    try result.encode(to: encoder)
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(requestId, forKey: .requestId)
    try members.encode(urls, forKey: .urls)
  }
}

/// A box in ratios of the displayed image; it can pass the border.
struct ImageBox: Codable, Sendable, Equatable {
  var left, top, width, height: Double

  init(_ box: RekognitionBox) {
    (left, top, width, height) = (box.Left, box.Top, box.Width, box.Height)
  }
}

struct ImagePoint: Codable, Sendable, Equatable {
  var x, y: Double
}

struct ImageLabel: Codable, Sendable, Equatable {
  struct Instance: Codable, Sendable, Equatable {
    var box: ImageBox
    var confidence: Double
  }
  var name: String
  /// 0...100, as all confidences.
  var confidence: Double
  var instances: [Instance]
  var parents: [String]
  var categories: [String]

  init(_ label: DetectLabelsResponse.Label) {
    (name, confidence) = (label.Name, label.Confidence)
    instances = (label.Instances ?? []).map {
      Instance(box: ImageBox($0.BoundingBox), confidence: $0.Confidence)
    }
    parents = (label.Parents ?? []).map(\.Name)
    categories = (label.Categories ?? []).map(\.Name)
  }
}

struct ImageFace: Codable, Sendable, Equatable {
  struct Landmark: Codable, Sendable, Equatable {
    var type: String
    var x, y: Double
  }
  /// In degrees.
  struct Pose: Codable, Sendable, Equatable {
    var roll, yaw, pitch: Double
  }
  struct Quality: Codable, Sendable, Equatable {
    var brightness, sharpness: Double
  }
  var box: ImageBox
  var confidence: Double
  var landmarks: [Landmark]
  var pose: Pose?
  var quality: Quality?

  init(_ face: DetectFacesResponse.Face) {
    (box, confidence) = (ImageBox(face.BoundingBox), face.Confidence)
    landmarks = (face.Landmarks ?? []).map { Landmark(type: $0.Type, x: $0.X, y: $0.Y) }
    pose = face.Pose.map { Pose(roll: $0.Roll, yaw: $0.Yaw, pitch: $0.Pitch) }
    quality = face.Quality.map { Quality(brightness: $0.Brightness, sharpness: $0.Sharpness) }
  }
}

struct ImageText: Codable, Sendable, Equatable {
  var text: String
  /// `line` or `word`.
  var type: String
  var id: Int
  /// The ID of a word's line.
  var line: Int?
  var confidence: Double
  var box: ImageBox
  var polygon: [ImagePoint]

  init(_ text: DetectTextResponse.Detection) {
    (self.text, type, id, line) = (text.DetectedText, text.Type.lowercased(), text.Id, text.ParentId)
    (confidence, box) = (text.Confidence, ImageBox(text.Geometry.BoundingBox))
    polygon = (text.Geometry.Polygon ?? []).map { ImagePoint(x: $0.X, y: $0.Y) }
  }
}

struct ImageModerationLabel: Codable, Sendable, Equatable {
  var name: String
  var confidence: Double
  /// Nil at the top level of the taxonomy.
  var parent: String?
  /// From 1.
  var level: Int?

  init(_ label: DetectModerationLabelsResponse.Label) {
    (name, confidence, level) = (label.Name, label.Confidence, label.TaxonomyLevel)
    parent = label.ParentName.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension ImageResult {
  /// Adds what the response to a feature's operation found.
  ///
  /// - Throws: `RekognitionError` for a malformed response.
  mutating func add(_ feature: ImageFeature, _ body: [UInt8]) throws(RekognitionError) {
    switch feature {
    case .labels:
      let response = try feature.operation.read(DetectLabelsResponse.self, from: body)
      labels = response.Labels.map(ImageLabel.init)
      models["labels"] = response.LabelModelVersion
    case .faces:
      faces = try feature.operation.read(DetectFacesResponse.self, from: body).FaceDetails.map(ImageFace.init)
    case .text:
      let response = try feature.operation.read(DetectTextResponse.self, from: body)
      text = response.TextDetections.map(ImageText.init)
      models["text"] = response.TextModelVersion
    case .moderation:
      let response = try feature.operation.read(DetectModerationLabelsResponse.self, from: body)
      moderation = response.ModerationLabels.map(ImageModerationLabel.init)
      models["moderation"] = response.ModerationModelVersion
    }
  }
}
